package io.intereststream.job.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.LiveFigures;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseEventWriterTest {
  private static final ModelRelease RELEASE = new ModelRelease("v-ä", "file:/v", "00", 42L);

  private final RecordCodec<ReleaseEvent> codec =
      CodecFactory.singleObject(List.of()).create(ReleaseEvent.class, "release-events");
  private final ReleaseEventWriter writer = new ReleaseEventWriter(codec);

  @Test
  void anEventIsWrittenWithTheSubtaskAndTheTimeUnderTheVersionAsKey() throws Exception {
    OutputRecord record =
        writer.write(
            ReleaseEventWriter.complete(
                ReleaseEventWriter.about(RELEASE, ReleaseEventKind.VALIDATED),
                3,
                1_700_000_000_123L));
    assertThat(record.key).isEqualTo("v-ä".getBytes(UTF_8));
    assertThat(codec.decode(record.value))
        .isEqualTo(
            ReleaseEvent.newBuilder()
                .setVersion("v-ä")
                .setEpoch(42)
                .setKind(ReleaseEventKind.VALIDATED)
                .setSubtask(3)
                .setAt(Instant.ofEpochMilli(1_700_000_000_123L))
                .setDurationMs(0)
                .setReplaces(null)
                .setReason(null)
                .setViewers(0)
                .setLive(null)
                .build());
  }

  @Test
  void whatElseAnEventSaysIsKept() throws Exception {
    LiveFigures figures =
        LiveFigures.newBuilder().setEvents(10).setHits(4).setCompared("v0").build();
    ReleaseEvent.Builder event =
        ReleaseEventWriter.about(RELEASE, ReleaseEventKind.REJECTED)
            .setDurationMs(17)
            .setReplaces("v0")
            .setReason("items.txt: missing")
            .setViewers(8)
            .setLive(figures);
    ReleaseEvent written =
        codec.decode(writer.write(ReleaseEventWriter.complete(event, 3, 0)).value);
    assertThat(written.getKind()).isEqualTo(ReleaseEventKind.REJECTED);
    assertThat(written.getDurationMs()).isEqualTo(17);
    assertThat(written.getReplaces()).isEqualTo("v0");
    assertThat(written.getReason()).isEqualTo("items.txt: missing");
    assertThat(written.getViewers()).isEqualTo(8);
    assertThat(written.getLive()).isEqualTo(figures);
  }
}
