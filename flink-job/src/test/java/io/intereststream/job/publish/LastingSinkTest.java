package io.intereststream.job.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.junit.jupiter.api.Test;

class LastingSinkTest {
  /** A writer of Kafka during an outage. */
  private static final class Failing
      implements StatefulSinkWriter<OutputRecord, String>,
          CommittingSinkWriter<OutputRecord, Integer> {
    @Override
    public void write(OutputRecord record, Context context) throws IOException {
      throw new IOException("written");
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
      throw new IOException("flushed");
    }

    @Override
    public List<String> snapshotState(long checkpoint) {
      return List.of("state " + checkpoint);
    }

    @Override
    public Collection<Integer> prepareCommit() {
      return List.of(7);
    }

    @Override
    public void close() throws IOException {
      throw new IOException("One or more Kafka Producer send requests have encountered exception");
    }
  }

  /** If the writer of a failed task throws when it is closed, Flink ends the process. */
  @Test
  void aFailedWriterIsClosedWithoutAnotherFailure() {
    var writer = new LastingSink.Writer<String, Integer>(new Failing());
    assertThatThrownBy(() -> writer.write(new OutputRecord(), null)).hasMessage("written");
    assertThatThrownBy(() -> writer.flush(false)).hasMessage("flushed");
    assertThatCode(writer::close).doesNotThrowAnyException();
  }

  @Test
  void stateAndCommittablesAreThoseOfTheWriter() throws Exception {
    var writer = new LastingSink.Writer<String, Integer>(new Failing());
    assertThat(writer.snapshotState(3)).containsExactly("state 3");
    assertThat(writer.prepareCommit()).containsExactly(7);
  }
}
