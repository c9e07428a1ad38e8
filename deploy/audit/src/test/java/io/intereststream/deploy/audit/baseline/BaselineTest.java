package io.intereststream.deploy.audit.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.rules.Pair;
import io.intereststream.deploy.audit.rules.ViewerHistory;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {
  private static final Map<String, String> SETTINGS = Map.of("window", "8", "slack", "2");
  private static final KnownViewer ALL =
      new KnownViewer(
          new ViewerHistory(
              1,
              2,
              List.of(new Pair(3, 4), new Pair(5, -6)),
              new Pair(2, 2),
              List.of(new Pair(7, 8)),
              9L,
              10L),
          new Position("watch-events", 1, 12));
  private static final KnownViewer LITTLE = new KnownViewer(ViewerHistory.blank(1, null), null);

  @TempDir Path parent;

  private Path folder() {
    return parent.resolve("new/baseline");
  }

  private BaselineHead write() {
    BaselineHead head =
        new BaselineHead(
            SETTINGS, Map.of(new TopicPartition("watch-events", 1), 15L), "savepoint s");
    try (BaselineWriter writer = new BaselineWriter(folder(), head)) {
      writer.add("a", ALL);
      writer.add("b", LITTLE);
      assertThat(writer.publish()).isEqualTo(2);
    }
    return head;
  }

  @Test
  void whatWasWrittenIsReadAgain() {
    assertThat(new BaselineFile(folder()).exists()).isFalse();
    BaselineHead head = write();
    Map<String, KnownViewer> read = new HashMap<>();
    assertThat(
            new BaselineFile(folder())
                .read(SETTINGS, (viewer, bytes) -> read.put(viewer, KnownViewer.of(bytes))))
        .isEqualTo(head);
    assertThat(read).isEqualTo(Map.of("a", ALL, "b", LITTLE));
    assertThat(folder()).isDirectoryContaining("glob:**/histories");
  }

  @Test
  void otherSettingsAreRefusedWithBothValues() {
    write();
    assertThatThrownBy(
            () ->
                new BaselineFile(folder())
                    .read(Map.of("window", "9", "slack", "2"), (viewer, bytes) -> {}))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("window: 8 (expected: 9, as the job has it)")
        .hasMessageNotContaining("slack");
  }

  @Test
  void aBaselineThatIsNotPublishedLeavesTheLastOne() throws IOException {
    write();
    byte[] before = Files.readAllBytes(folder().resolve("histories"));
    try (BaselineWriter writer =
        new BaselineWriter(folder(), new BaselineHead(SETTINGS, Map.of(), null))) {
      writer.add("c", ALL);
    }
    assertThat(folder().resolve("histories")).hasBinaryContent(before);
    try (var files = Files.list(folder())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aBrokenBaselineIsRefused() throws IOException {
    write();
    Path file = folder().resolve("histories");
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] broken = whole.clone();
      broken[i] ^= 0x55;
      Files.write(file, broken);
      assertThatThrownBy(() -> new BaselineFile(folder()).read(SETTINGS, (viewer, bytes) -> {}))
          .isInstanceOf(InterestStreamException.class)
          .hasMessageContaining("baseline " + folder());
    }
  }
}
