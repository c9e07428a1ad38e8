package io.intereststream.schema.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class PausingRegistryTest {
  private static final Schema LONG = Schema.create(Schema.Type.LONG);

  private boolean down = true;
  private int requests;
  private Instant now = Instant.EPOCH;
  private final PausingRegistry registry =
      new PausingRegistry(
          new SchemaRegistry() {
            @Override
            public int register(String subject, Schema schema) {
              answer();
              return 7;
            }

            @Override
            public Optional<RegisteredSchema> schema(int id) {
              answer();
              return Optional.of(new RegisteredSchema("\"long\"", List.of()));
            }

            private void answer() {
              requests++;
              if (down) {
                throw new UncheckedIOException("down", new IOException("refused"));
              }
            }
          },
          () -> now);

  private void assertDown() {
    assertThatThrownBy(() -> registry.schema(1))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("down");
  }

  @Test
  void aRegistryThatFailsIsAskedAgainAfterGrowingPauses() throws Exception {
    for (int seconds = 0; seconds < 100; seconds++) {
      for (int records = 0; records < 50; records++) {
        assertDown();
      }
      now = now.plusSeconds(1);
    }
    // At 0, 1, 3, 7, 15, 31, 61 and 91 s.
    assertThat(requests).isEqualTo(8);
  }

  @Test
  void anAnswerEndsThePauses() throws Exception {
    assertDown();
    assertDown();
    assertThatThrownBy(() -> registry.register("s", LONG)).hasMessage("down");
    now = now.plusSeconds(1);
    assertDown();
    down = false;
    now = now.plusSeconds(1);
    assertDown();
    now = now.plusSeconds(1);
    assertThat(registry.schema(1)).isPresent();
    assertThat(registry.register("s", LONG)).isEqualTo(7);
    down = true;
    assertDown();
    now = now.plusSeconds(1);
    down = false;
    assertThat(registry.schema(1)).isPresent();
  }
}
