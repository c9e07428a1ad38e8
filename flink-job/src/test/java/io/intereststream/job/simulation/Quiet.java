package io.intereststream.job.simulation;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.update.SimulatedSubtask.Swept;
import io.intereststream.schema.ModelRelease;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A moment at which a job has done all that there was to do, with what is needed to judge it.
 *
 * @param generation when the job's state was begun
 * @param processed what the state follows from, in the order in which the job processed it
 * @param updates the update topic, every record that was ever written
 * @param active the active release of each subtask; empty where that cannot be seen
 * @param expected version of the release that is to be active; null if the alias names none that
 *     can be
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
   * A record that the job processed, or a viewer that it forgot.
   *
   * @param record null for a viewer that a sweep forgot
   * @param isLetter whether the record became a dead letter
   * @param swept null for a record
   */
  public record Processed(ConsumerRecord<byte[], byte[]> record, boolean isLetter, Swept swept) {}
}
