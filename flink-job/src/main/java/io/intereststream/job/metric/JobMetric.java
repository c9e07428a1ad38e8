package io.intereststream.job.metric;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * A metric of the job. Operators register metrics only through these constants. {@code
 * docs/metrics.md} is generated from them, so it lists all metrics.
 */
public enum JobMetric {
  SIGNAL_POSITIVE(
      "decode",
      "events",
      "positive",
      "events",
      Type.COUNTER,
      "Valid events whose signal is positive."),
  SIGNAL_NEGATIVE(
      "decode",
      "events",
      "negative",
      "events",
      Type.COUNTER,
      "Valid events whose signal is negative."),
  SIGNAL_NEUTRAL(
      "decode",
      "events",
      "neutral",
      "events",
      Type.COUNTER,
      "Valid events that are neither positive nor negative; the job ignores them."),
  CORRECTED_PLAY(
      "decode",
      "events",
      "corrected",
      "events",
      Type.COUNTER,
      "Valid events with a corrected play time or duration."),
  CORRECTED_TIME(
      "decode",
      "events",
      "correctedTimes",
      "events",
      Type.COUNTER,
      "Valid events whose event time was too far after the Kafka timestamp and was replaced"
          + " by it."),
  DEAD_LETTERS(
      "decode",
      "events",
      "deadLetters",
      "records",
      Type.COUNTER,
      "Records that are not valid events, including those whose dead letter was dropped."),
  DEAD_LETTERS_OF_KIND(
      "decode",
      "events",
      "deadLettersOfKind",
      "records",
      Type.COUNTER,
      "The same, by kind of error; the label `kind` is the `error_class` of the dead letter."),
  NULL_VALUES_IGNORED(
      "decode",
      "events",
      "nullValuesIgnored",
      "records",
      Type.COUNTER,
      "Null values on the watch topic that were ignored, with"
          + " `interest-stream.ingest.null-values: IGNORE`."),
  DEAD_LETTERS_NOT_ENCODED(
      "decode",
      "events",
      "deadLettersNotEncoded",
      "letters",
      Type.COUNTER,
      "Dead letters that were dropped because the schema registry did not answer or denied"
          + " access, so that their schema could not be registered."),
  REGISTRY_WAITS(
      "decode, interest-updater, release-judge",
      "registry",
      "registryWaits",
      "times",
      Type.COUNTER,
      "Number of times that a task started to wait for the schema registry."),
  DEAD_LETTERS_LOST(
      "dead-letters",
      "letters",
      "deadLettersLost",
      "letters",
      Type.COUNTER,
      "Dead letters that could not be written and were dropped; the log has the positions."),
  RECORDS_LOST(
      "watch-events, viewer-erasures",
      "source",
      "recordsLost",
      "records",
      Type.COUNTER,
      "Upper bound on the records that were deleted before the job read them, with"
          + " `interest-stream.kafka.lost-positions: CONTINUE`."),
  HISTORY_APPENDED(
      "interest-updater",
      "history",
      "appended",
      "events",
      Type.COUNTER,
      "Events whose item became the newest entry of the history."),
  HISTORY_INSERTED(
      "interest-updater",
      "history",
      "inserted",
      "events",
      Type.COUNTER,
      "Late events whose item was inserted before newer entries."),
  HISTORY_CUT(
      "interest-updater",
      "history",
      "cut",
      "events",
      Type.COUNTER,
      "Events that made the history longer than its window, so that it was cut."),
  HISTORY_REMOVED(
      "interest-updater",
      "history",
      "removed",
      "events",
      Type.COUNTER,
      "Negative events that removed entries of their item."),
  HISTORY_REMEMBERED(
      "interest-updater",
      "history",
      "remembered",
      "events",
      Type.COUNTER,
      "Negative events that removed nothing and were remembered."),
  HISTORY_NONE(
      "interest-updater",
      "history",
      "none",
      "events",
      Type.COUNTER,
      "Negative events that changed nothing."),
  HISTORY_DUPLICATE(
      "interest-updater",
      "history",
      "duplicate",
      "events",
      Type.COUNTER,
      "Events whose item and time the history already had."),
  HISTORY_TOO_LATE(
      "interest-updater",
      "history",
      "too_late",
      "events",
      Type.COUNTER,
      "Positive events that do not come after the newest entry that was ever cut."),
  HISTORY_NEGATIVE_BEFORE(
      "interest-updater",
      "history",
      "negative_before",
      "events",
      Type.COUNTER,
      "Positive events that are not newer than a remembered negative event of the same item."),
  HISTORY_BEFORE_ERASURE(
      "interest-updater",
      "history",
      "before_erasure",
      "events",
      Type.COUNTER,
      "Events that are not newer than the erasure of their viewer."),
  EVENT_TO_UPDATE(
      "interest-updater",
      "",
      "eventToUpdateMs",
      "ms",
      Type.HISTOGRAM,
      "Time from the Kafka timestamp of an event to its update."),
  STATE_BYTES(
      "interest-updater",
      "",
      "stateBytes",
      "bytes",
      Type.HISTOGRAM,
      "Size of a viewer's stored value."),
  ERASURES(
      "interest-updater", "", "erasures", "records", Type.COUNTER, "Records that erase a viewer."),
  EXPIRED(
      "interest-updater",
      "",
      "expired",
      "viewers",
      Type.COUNTER,
      "Expired viewers for whom the sweep published a null value."),
  PENDING_UPDATES(
      "interest-updater",
      "",
      "pendingUpdates",
      "events",
      Type.COUNTER,
      "Events whose update had to wait for the update interval; several events may share"
          + " one update."),
  VIEWERS_IN_SEVERAL_PARTITIONS(
      "interest-updater",
      "",
      "viewersInSeveralPartitions",
      "viewers",
      Type.COUNTER,
      "Viewers whose events come from more than one partition."),
  REEMBEDDED(
      "interest-updater",
      "",
      "reembedded",
      "viewers",
      Type.COUNTER,
      "Viewers who were re-embedded: the job published an update without a new event."),
  REEMBEDDING_PROGRESS(
      "interest-updater",
      "",
      "reembeddingProgress",
      "0 to 1",
      Type.GAUGE,
      "Share of the stored viewers that re-embedding has processed; 1 if it is not running."),
  RELEASE_EPOCH(
      "interest-updater", "", "releaseEpoch", "epoch", Type.GAUGE, "Epoch of the active release."),
  RELEASES_ACTIVATED(
      "interest-updater",
      "",
      "releasesActivated",
      "releases",
      Type.COUNTER,
      "Activations of releases, including rollbacks."),
  RELEASES_REJECTED(
      "interest-updater",
      "",
      "releasesRejected",
      "times",
      Type.COUNTER,
      "Rejections of releases. Repeated attempts with the same reason count once."),
  EVALUATED_EVENTS(
      "interest-updater",
      "live",
      "events",
      "events",
      Type.COUNTER,
      "Online evaluation: events that were evaluated."),
  EVALUATED_HITS(
      "interest-updater",
      "live",
      "hits",
      "events",
      Type.COUNTER,
      "Online evaluation: events whose item the active release found."),
  EVALUATED_COMPARED_HITS(
      "interest-updater",
      "live",
      "comparedHits",
      "events",
      Type.COUNTER,
      "Online evaluation: events whose item the compared release (candidate or previous) found."),
  EVALUATION_LEFT_OUT(
      "interest-updater",
      "live",
      "leftOut",
      "events",
      Type.COUNTER,
      "Online evaluation: events that were not evaluated, because the evaluation was too slow or"
          + " the evaluated releases changed."),
  EVALUATION_FAILED(
      "interest-updater",
      "live",
      "failed",
      "events",
      Type.COUNTER,
      "Online evaluation: evaluations that failed; the log has the reason."),
  ALIAS_POLLS_FAILED(
      "releases",
      "",
      "aliasPollsFailed",
      "polls",
      Type.COUNTER,
      "Polls of an alias that failed; the log has the reason."),
  RELEASE_DIVERGENCE(
      "release-judge",
      "",
      "releaseDivergenceMs",
      "ms",
      Type.GAUGE,
      "Time for which subtasks have had different active releases; 0 if they agree."),
  OTHER_JOBS(
      "lifecycle",
      "",
      "otherJobs",
      "jobs",
      Type.GAUGE,
      "Other jobs that write to the same update topic."),
  CAUGHT_UP(
      "lifecycle",
      "",
      "caughtUp",
      "0 or 1",
      Type.GAUGE,
      "1 if the job has read everything that was on its input topics when it started."),
  CHECKPOINT_AGE(
      "lifecycle",
      "",
      "checkpointAgeMs",
      "ms",
      Type.GAUGE,
      "Time since the newest checkpoint was completed, or since the start."),
  CHECKPOINT_FILES_MISSING(
      "lifecycle",
      "",
      "checkpointFilesMissing",
      "files",
      Type.GAUGE,
      "Files that the newest checkpoint needs and that are missing.");

  /** Flink's types of metrics. */
  public enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private final String operator;
  private final String group;
  private final String metricName;
  private final String unit;
  private final Type type;
  private final String meaning;

  JobMetric(
      String operator, String group, String metricName, String unit, Type type, String meaning) {
    this.operator = operator;
    this.group = group;
    this.metricName = metricName;
    this.unit = unit;
    this.type = type;
    this.meaning = meaning;
  }

  /** Names of the operators that have it. */
  public String operator() {
    return operator;
  }

  /** Name of the metric within its operator, with the group in front of it if it has one. */
  public String metricName() {
    return group.isEmpty() ? metricName : group + "." + metricName;
  }

  /** What it counts or measures. */
  public String unit() {
    return unit;
  }

  public Type type() {
    return type;
  }

  /** One sentence for a person. */
  public String meaning() {
    return meaning;
  }

  /** Registers a counter with an operator. */
  public Counter counter(MetricGroup ofOperator) {
    return groupOf(ofOperator).counter(metricName);
  }

  /** Registers a counter that other threads than the task's may increase. */
  public <C extends Counter> C counter(MetricGroup ofOperator, C counter) {
    return groupOf(ofOperator).counter(metricName, counter);
  }

  /** Registers a counter with a label. */
  public Counter counter(MetricGroup ofOperator, String label, String value) {
    return groupOf(ofOperator).addGroup(label, value).counter(metricName);
  }

  /** Registers a gauge with an operator. */
  public <T> void gauge(MetricGroup ofOperator, Gauge<T> gauge) {
    groupOf(ofOperator).gauge(metricName, gauge);
  }

  /** Registers a histogram with an operator. */
  public <H extends Histogram> H histogram(MetricGroup ofOperator, H histogram) {
    return groupOf(ofOperator).histogram(metricName, histogram);
  }

  private MetricGroup groupOf(MetricGroup ofOperator) {
    return group.isEmpty() ? ofOperator : ofOperator.addGroup(group);
  }
}
