package io.intereststream.job.simulation;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.update.SimulatedSubtask.Swept;
import io.intereststream.schema.ModelRelease;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A moment at which the job has no work left, with everything that a check needs.
 *
 * @param generation when the job's state was created
 * @param processed the processed records and swept viewers, in order
 * @param updates the update topic, every record that was ever written
 * @param active the active release of each subtask; empty where that cannot be seen
 * @param expected version that must be active; null if the alias names no usable release
 * @param uncertain viewers whose records lie in several partitions, and were processed in another
 *     order before a restore
 */
public record Quiet(
    JobOptions options,
    long generation,
    List<Processed> processed,
    List<OutputRecord> updates,
    List<ModelRelease> active,
    String expected,
    Set<String> uncertain) {

  /** Checks such a moment. */
  @FunctionalInterface
  public interface Check {
    /**
     * Checks it.
     *
     * @throws AssertionError if something is not as the rules say
     */
    void check(Quiet quiet) throws Exception;
  }

  /**
   * A record that the job processed, or a viewer whom a sweep cleaned up.
   *
   * @param record null for a viewer whom a sweep cleaned up
   * @param isLetter whether the record became a dead letter
   * @param swept null for a record
   */
  public record Processed(ConsumerRecord<byte[], byte[]> record, boolean isLetter, Swept swept) {}
}
