package io.intereststream.deploy.audit.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.deploy.audit.rules.JudgedEvent;
import io.intereststream.deploy.audit.rules.Pair;
import io.intereststream.error.InterestStreamException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketsTest {
  @TempDir Path folder;

  @Test
  void theEntriesOfAKeyComeBackTogetherAndInOrder() {
    try (Buckets buckets = new Buckets(folder, 8)) {
      assertThat(folder).isEmptyDirectory();
      for (int i = 0; i < 5_000; i++) {
        buckets.add(new Entry(Kind.UPDATE, "viewer-" + i % 500, new byte[i % 90]));
      }
      buckets.add(new Entry(Kind.EVENT, "viewer-7", null));
      Set<String> seen = new HashSet<>();
      int largest = 0;
      for (int bucket = 0; bucket < 8; bucket++) {
        List<Entry> entries = new ArrayList<>();
        buckets.read(bucket, entries::add);
        largest = Math.max(largest, entries.size());
        Set<String> keys = new HashSet<>();
        entries.forEach(entry -> keys.add(entry.key()));
        assertThat(seen).doesNotContainAnyElementsOf(keys);
        seen.addAll(keys);
        for (String key : keys) {
          List<Entry> own = entries.stream().filter(entry -> entry.key().equals(key)).toList();
          int number = Integer.parseInt(key.substring(7));
          for (int i = 0; i < 10; i++) {
            assertThat(own.get(i).payload()).hasSize((number + 500 * i) % 90);
          }
          assertThat(own).hasSize(number == 7 ? 11 : 10);
          if (number == 7) {
            assertThat(own.get(10).payload()).isNull();
          }
        }
      }
      assertThat(seen).hasSize(500);
      assertThat(largest).isLessThan(1_200);
    }
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> new Buckets(folder.resolve("no"), 2).close())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("temporary files in " + folder.resolve("no"));
  }

  @Test
  void eventsAndErasuresComeBackAsTheyWere() {
    SpilledEvent event =
        new SpilledEvent(
            new JudgedEvent(JudgedEvent.Kind.NEGATIVE, new Pair(1, -2), null), 3, 4, 5, true);
    assertThat(SpilledEvent.of(event.toBytes())).isEqualTo(event);
    SpilledErasure erasure = new SpilledErasure(6, 7, 8, true);
    assertThat(SpilledErasure.of(erasure.toBytes())).isEqualTo(erasure);
  }
}
