package io.intereststream.deploy.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateLogTest {
  @Test
  void whatWasFlushedCanBeReadFromAnyRow(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("updates");
    List<UpdateRow> rows =
        LongStream.range(0, 10).mapToObj(i -> new UpdateRow(i, i + 1, i + 2, (int) i, 7)).toList();
    try (UpdateLog.Writer log = new UpdateLog.Writer(file)) {
      for (UpdateRow row : rows) {
        log.write(row);
      }
      assertThat(log.flush()).isEqualTo(10);
      List<UpdateRow> read = new ArrayList<>();
      UpdateLog.read(file, 3, 8, read::add);
      assertThat(read).isEqualTo(rows.subList(3, 8));
    }
  }

  @Test
  void latencyIsFromWhenAnEventWasDueToTheArrival() {
    assertThat(new UpdateRow(100, 110, 125, 0, 1).latencyMs()).isEqualTo(25);
    assertThat(new UpdateRow(UpdateRow.NO_EVENT, 1, 2, 0, 1).hasEvent()).isFalse();
  }
}
