package io.intereststream.job.publish;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.metric.JobMetric;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A codec that waits while the schema registry does not answer. If the job failed instead, the
 * registry would still not answer after the restart. A wait blocks the task, and ends immediately
 * when the task is cancelled. Each wait is counted; its start, every minute and its end are logged.
 *
 * <p>Not thread-safe.
 *
 * @param <T> record type
 */
public final class PatientCodec<T extends SpecificRecord> implements RecordCodec<T> {
  private static final Logger LOG = LoggerFactory.getLogger(PatientCodec.class);

  /** Time until the next attempt. The codec itself asks the registry with growing pauses. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final int PAUSES_BETWEEN_LOG_LINES = 120;

  private final RecordCodec<T> codec;
  private final Counter waits;

  /**
   * @param waits counts the waits, {@link JobMetric#REGISTRY_WAITS}; shared by the codecs of an
   *     operator
   */
  public PatientCodec(RecordCodec<T> codec, Counter waits) {
    this.codec = codec;
    this.waits = waits;
  }

  /**
   * Returns the codec of a topic to which an operator writes.
   *
   * @param metrics metrics of the operator
   */
  public static <T extends SpecificRecord> PatientCodec<T> of(
      Class<T> type, String topic, JobOptions options, MetricGroup metrics) {
    return new PatientCodec<>(
        options.kafka().codecs().create(type, topic), JobMetric.REGISTRY_WAITS.counter(metrics));
  }

  @Override
  public byte[] encode(T record) {
    for (int pauses = 0; ; pauses++) {
      try {
        byte[] bytes = codec.encode(record);
        end(pauses);
        return bytes;
      } catch (UncheckedIOException e) {
        pause(pauses, e);
      }
    }
  }

  @Override
  public T decode(byte[] bytes) throws RecordDecodeException {
    for (int pauses = 0; ; pauses++) {
      try {
        T record = codec.decode(bytes);
        end(pauses);
        return record;
      } catch (UncheckedIOException e) {
        pause(pauses, e);
      }
    }
  }

  private void pause(int before, UncheckedIOException failure) {
    if (before == 0) {
      waits.inc();
    }
    if (before % PAUSES_BETWEEN_LOG_LINES == 0) {
      LOG.warn(
          "Waiting for the schema registry for {} s so far: {}",
          seconds(before),
          failure.getMessage());
    }
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("waiting for the schema registry: interrupted");
      interrupted.initCause(failure);
      throw new UncheckedIOException(interrupted);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw failure;
    }
  }

  private static void end(int pauses) {
    if (pauses > 0) {
      LOG.info("The schema registry answers again, after {} s.", seconds(pauses));
    }
  }

  private static long seconds(int pauses) {
    return PAUSE.multipliedBy(pauses).toSeconds();
  }
}
