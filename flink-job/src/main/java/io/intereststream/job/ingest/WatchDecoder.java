package io.intereststream.job.ingest;

import io.intereststream.history.InvalidEventException;
import io.intereststream.history.Signal;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.TimestampType;
import io.intereststream.schema.WatchEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Decodes records of the watch topic and applies the signal policy. Emits the valid events that are
 * positive or negative; every record that is no valid event becomes one dead letter, with its bytes
 * and its provenance, in the side output {@link #DEAD_LETTERS}.
 */
public final class WatchDecoder extends ProcessFunction<SourceRecord, Watch> {
  /** Dead letters, encoded. */
  public static final OutputTag<OutputRecord> DEAD_LETTERS =
      new OutputTag<>("dead-letters", OutputRecord.TYPE);

  private static final long serialVersionUID = 1L;

  private final JobOptions options;

  private transient EventDecoder decoder;
  private transient RecordCodec<DeadLetter> letters;
  private transient Counter[] signals;
  private transient Counter corrected;
  private transient Counter correctedTimes;
  private transient Counter dead;

  public WatchDecoder(JobOptions options) {
    this.options = options;
  }

  @Override
  public void open(OpenContext context) {
    decoder =
        new EventDecoder(
            options.codecs().create(WatchEvent.class, options.watchEvents()),
            options.signalPolicy(),
            options.clockTolerance().toMillis());
    letters = options.codecs().create(DeadLetter.class, options.deadLetters());
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("events");
    signals = new Counter[Signal.values().length];
    for (Signal signal : Signal.values()) {
      signals[signal.ordinal()] = metrics.counter(signal.name().toLowerCase(Locale.ROOT));
    }
    corrected = metrics.counter("corrected");
    correctedTimes = metrics.counter("correctedTimes");
    dead = metrics.counter("deadLetters");
  }

  @Override
  public void processElement(SourceRecord record, Context context, Collector<Watch> out) {
    Watch watch;
    try {
      watch = decoder.decode(record.value, record.partition, record.offset, record.timestamp);
    } catch (InvalidEventException | RecordDecodeException e) {
      dead.inc();
      context.output(DEAD_LETTERS, letter(record, e));
      return;
    }
    signals[watch.signal.ordinal()].inc();
    if (decoder.correctedPlay()) {
      corrected.inc();
    }
    if (decoder.correctedTime()) {
      correctedTimes.inc();
    }
    if (watch.signal != Signal.NEUTRAL) {
      out.collect(watch);
    }
  }

  private OutputRecord letter(SourceRecord record, Exception fault) {
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setKey(record.key == null ? null : ByteBuffer.wrap(record.key))
            .setValue(record.value == null ? null : ByteBuffer.wrap(record.value))
            .setKeyLength(record.key == null ? -1 : record.key.length)
            .setValueLength(record.value == null ? -1 : record.value.length)
            .setHeaderCount(0)
            .setTimestampType(TimestampType.NONE)
            .setTopic(record.topic)
            .setPartition(record.partition)
            .setOffset(record.offset)
            .setTimestamp(Instant.ofEpochMilli(record.timestamp))
            .setErrorClass(fault.getClass().getSimpleName())
            .setErrorMessage(fault.getMessage())
            .setJobVersion(JobVersion.CURRENT)
            .build();
    return new OutputRecord(record.key, letters.encode(letter));
  }
}
