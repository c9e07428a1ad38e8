package io.intereststream.job.lifecycle;

import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.IngestOptions;
import io.intereststream.job.config.IngestSettings;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * How the job was started. This is part of the job graph, so it stays the same when the JobManager
 * restarts.
 *
 * @param holder identity of the job's state, if the job starts without a checkpoint
 * @param generation when that state was created, epoch ms
 * @param settings options that determine the histories
 * @param updateTopic topic to which the job writes updates
 * @param group consumer group of the job
 * @param fresh whether the job may start without a checkpoint on topics that a job has already used
 * @param acceptsChanges whether the job may continue from a state that was computed with other
 *     settings
 * @param checkpoints address of the folder of checkpoints; null if unknown
 * @param checkpointAlertAge age of the newest completed checkpoint above which an error is logged
 */
record JobStart(
    String holder,
    long generation,
    StateSettings settings,
    String updateTopic,
    String group,
    boolean fresh,
    boolean acceptsChanges,
    String checkpoints,
    Duration checkpointAlertAge)
    implements Serializable {
  /** Name under which the number of partitions of the update topic is stored. */
  static final String PARTITIONS = KafkaOptions.INTEREST_UPDATES.key() + " (partitions)";

  /** Name under which the name of the watch topic is stored. */
  static final String WATCH_TOPIC = KafkaOptions.WATCH_EVENTS.key();

  /** Name under which the options of the signal policy are stored, as text. */
  static final String SIGNAL = "interest-stream.signal.*";

  private static final long serialVersionUID = 1L;

  /**
   * Returns the start that the options describe.
   *
   * @param generation when the state is created, if the job starts without a checkpoint; epoch ms
   * @param partitions number of partitions of the update topic
   * @param checkpoints address of the folder of checkpoints; null if unknown
   */
  static JobStart of(JobOptions options, long generation, int partitions, String checkpoints) {
    return new JobStart(
        UUID.randomUUID().toString(),
        generation,
        settings(options, partitions),
        options.topics().interestUpdates(),
        options.kafka().groupId(),
        options.start().fresh(),
        options.start().acceptsChangedOptions(),
        checkpoints,
        options.start().checkpointAlertAge());
  }

  /**
   * Returns the settings that determine the histories and the partitions of their updates.
   *
   * @param partitions number of partitions of the update topic
   */
  static StateSettings settings(JobOptions options, int partitions) {
    Map<String, String> values = new TreeMap<>();
    values.put(HistoryOptions.WINDOW.key(), Integer.toString(options.history().window()));
    values.put(HistoryOptions.SLACK.key(), Integer.toString(options.history().slack()));
    values.put(HistoryOptions.TTL.key(), options.history().ttl().toMillis() + " ms");
    values.put(
        HistoryOptions.ERASURE_MARKER.key(), options.history().erasureMarker().toMillis() + " ms");
    values.put(
        HistoryOptions.CLOCK_TOLERANCE.key(),
        options.history().clockTolerance().toMillis() + " ms");
    IngestSettings ingest = options.ingest();
    values.put(IngestOptions.MAX_RECORD_BYTES.key(), ingest.maxRecordBytes() + " bytes");
    values.put(IngestOptions.MAX_ACTIONS.key(), Integer.toString(ingest.maxActions()));
    values.put(IngestOptions.MAX_ATTRIBUTES.key(), Integer.toString(ingest.maxAttributes()));
    values.put(IngestOptions.MAX_ID_LENGTH.key(), Integer.toString(ingest.maxIdLength()));
    values.put(
        IngestOptions.ERASE_MARKED_NULLS.key(), Boolean.toString(ingest.erasesMarkedNulls()));
    values.put(SIGNAL, options.history().signalPolicy().toString());
    values.put(WATCH_TOPIC, options.topics().watchEvents());
    values.put(PARTITIONS, Integer.toString(partitions));
    return new StateSettings(values);
  }
}
