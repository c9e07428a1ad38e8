package io.intereststream.job.ingest;

import io.intereststream.history.EventRules;
import io.intereststream.history.InvalidEventException;
import io.intereststream.history.Signal;
import io.intereststream.job.config.IngestOptions;
import io.intereststream.job.config.IngestOptions.NullValues;
import io.intereststream.job.config.IngestSettings;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions.RegistryUnavailable;
import io.intereststream.job.metric.JobMetric;
import io.intereststream.job.publish.LetterRecord;
import io.intereststream.job.publish.PatientCodec;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import java.io.UncheckedIOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Decodes records of the watch topic and applies the signal policy. Emits positive and negative
 * events, and erasures that are marked null values. Any other record that is not a valid event
 * becomes one dead letter, with its first bytes and its position, in the side output {@link
 * #DEAD_LETTERS}, unless null values are ignored or the dead letter cannot be encoded. No record
 * makes the job fail.
 */
public final class WatchDecoder extends ProcessFunction<SourceRecord, Watch> {
  /** Dead letters, encoded. */
  public static final OutputTag<LetterRecord> DEAD_LETTERS =
      new OutputTag<>("dead-letters", LetterRecord.TYPE);

  private static final long serialVersionUID = 1L;

  private final JobOptions options;

  private transient EventDecoder decoder;
  private transient LetterWriter letters;
  private transient Counter[] signals;
  private transient Counter corrected;
  private transient Counter correctedTimes;
  private transient Counter nullValuesIgnored;
  private transient Counter dead;
  private transient Counter[] deadOfKind;
  private transient Counter notEncoded;

  public WatchDecoder(JobOptions options) {
    this.options = options;
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup operator = getRuntimeContext().getMetricGroup();
    IngestSettings settings = options.ingest();
    Counter waits = JobMetric.REGISTRY_WAITS.counter(operator);
    decoder =
        new EventDecoder(
            orPatient(
                options
                    .kafka()
                    .codecs()
                    .watchEvents(options.topics().watchEvents(), settings.limits()),
                waits),
            options.history().signalPolicy(),
            options.history().clockTolerance().toMillis(),
            settings.maxIdLength());
    letters =
        new LetterWriter(
            orPatient(
                options.kafka().codecs().create(DeadLetter.class, options.topics().deadLetters()),
                waits),
            settings.letterBytes());
    signals = new Counter[Signal.values().length];
    for (Signal signal : Signal.values()) {
      signals[signal.ordinal()] = JobMetric.valueOf("SIGNAL_" + signal).counter(operator);
    }
    corrected = JobMetric.CORRECTED_PLAY.counter(operator);
    correctedTimes = JobMetric.CORRECTED_TIME.counter(operator);
    nullValuesIgnored = JobMetric.NULL_VALUES_IGNORED.counter(operator);
    dead = JobMetric.DEAD_LETTERS.counter(operator);
    deadOfKind = new Counter[LetterKind.values().length];
    for (LetterKind kind : LetterKind.values()) {
      deadOfKind[kind.ordinal()] =
          JobMetric.DEAD_LETTERS_OF_KIND.counter(operator, "kind", kind.name());
    }
    notEncoded = JobMetric.DEAD_LETTERS_NOT_ENCODED.counter(operator);
  }

  private <T extends SpecificRecord> RecordCodec<T> orPatient(RecordCodec<T> codec, Counter waits) {
    return options.kafka().registryUnavailable() == RegistryUnavailable.WAIT
        ? new PatientCodec<>(codec, waits)
        : codec;
  }

  @Override
  public void processElement(SourceRecord record, Context context, Collector<Watch> out) {
    if (record.value == null) {
      nullValue(record, context, out);
      return;
    }
    int longest = options.ingest().maxRecordBytes();
    if (record.valueLength > longest) {
      bury(
          record,
          LetterKind.RECORD_TOO_LARGE,
          "value: %d bytes (expected: at most %d, %s)"
              .formatted(record.valueLength, longest, IngestOptions.MAX_RECORD_BYTES.key()),
          context);
      return;
    }
    Watch watch;
    try {
      watch = decoder.decode(record.value, record.partition, record.offset, record.timestamp);
    } catch (InvalidEventException e) {
      bury(record, LetterKind.of(e.fault()), e.getMessage(), context);
      return;
    } catch (RecordDecodeException e) {
      bury(record, LetterKind.of(e.fault()), e.getMessage(), context);
      return;
    } catch (UncheckedIOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e; // the task is being cancelled
      }
      bury(record, LetterKind.REGISTRY_UNAVAILABLE, e.getMessage(), context);
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

  private void nullValue(SourceRecord record, Context context, Collector<Watch> out) {
    if (options.ingest().erasesMarkedNulls() && record.marksErasure) {
      String userId = record.isWholeKey() ? Erasures.userId(record.key) : null;
      if (userId == null) {
        bury(
            record,
            LetterKind.INVALID_ID,
            "key of an erasure: not a viewer's id (expected: UTF-8 of 1 to %d characters)"
                .formatted(EventRules.LONGEST_ID),
            context);
      } else {
        out.collect(Erasures.erasure(userId, record.partition, record.offset));
      }
    } else if (options.ingest().nullValues() == NullValues.IGNORE) {
      nullValuesIgnored.inc();
    } else {
      bury(record, LetterKind.NULL_VALUE, "value: null (expected: a WatchEvent)", context);
    }
  }

  private void bury(SourceRecord record, LetterKind kind, String message, Context context) {
    dead.inc();
    deadOfKind[kind.ordinal()].inc();
    LetterRecord letter;
    try {
      letter = letters.write(record, kind, message);
    } catch (UncheckedIOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e; // the task is being cancelled
      }
      notEncoded.inc();
      return;
    }
    context.output(DEAD_LETTERS, letter);
  }
}
