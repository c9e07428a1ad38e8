package io.intereststream.job.ingest;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.publish.LetterRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The job's decoding of input records, one at a time. */
public final class SimulatedDecoder {
  private final SourceRecordSchema schema;
  private final Erasures erasures = new Erasures();
  private final OneInputStreamOperatorTestHarness<SourceRecord, Watch> flink;

  /**
   * A record of the watch topic after decoding.
   *
   * @param source as the source reads it
   * @param watch the event or erasure; null for none
   * @param isLetter whether it became a dead letter
   */
  public record Decoded(SourceRecord source, Watch watch, boolean isLetter) {}

  public SimulatedDecoder(JobOptions options) throws Exception {
    schema = new SourceRecordSchema(options.ingest().letterBytes());
    flink =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new WatchDecoder(options)));
    flink.open();
  }

  /** Decodes a record of the watch topic. */
  public Decoded watch(ConsumerRecord<byte[], byte[]> record) throws Exception {
    List<SourceRecord> read = new ArrayList<>();
    schema.deserialize(record, new ListCollector<>(read));
    SourceRecord source = read.get(0);
    flink.processElement(new StreamRecord<>(source, source.timestamp));
    List<Watch> watches = flink.extractOutputValues();
    Queue<StreamRecord<LetterRecord>> letters = flink.getSideOutput(WatchDecoder.DEAD_LETTERS);
    boolean isLetter = letters != null && letters.poll() != null;
    flink.getOutput().clear();
    return new Decoded(source, watches.isEmpty() ? null : watches.get(0), isLetter);
  }

  /** Reads a record of the topic of erasures; null if the key is not a viewer's id. */
  public Watch erasure(ConsumerRecord<byte[], byte[]> record) {
    List<Watch> read = new ArrayList<>();
    erasures.deserialize(record, new ListCollector<>(read));
    return read.isEmpty() ? null : read.get(0);
  }

  /** Ends the decoder. */
  public void close() throws Exception {
    flink.close();
  }
}
