package io.intereststream.job.metric;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * A metric of the job. Operators register theirs through these constants and no other way, so that
 * {@code docs/metrics.md}, which is generated from them, names them all.
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
      "Valid events that say nothing of their item."),
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
      "Valid events whose event time was after the Kafka timestamp and became it."),
  DEAD_LETTERS(
      "decode",
      "events",
      "deadLetters",
      "records",
      Type.COUNTER,
      "Records that the job cannot use; each becomes a dead letter."),
  DEAD_LETTERS_OF_KIND(
      "decode",
      "events",
      "deadLettersOfKind",
      "records",
      Type.COUNTER,
      "The same, by the kind of error: label `kind`, the letter's `error_class`."),
  NULL_VALUES_IGNORED(
      "decode",
      "events",
      "nullValuesIgnored",
      "records",
      Type.COUNTER,
      "Null values on the watch topic that were ignored,"
          + " `interest-stream.ingest.null-values: IGNORE`."),
  DEAD_LETTERS_NOT_ENCODED(
      "decode",
      "events",
      "deadLettersNotEncoded",
      "letters",
      Type.COUNTER,
      "Dead letters that were dropped since the schema registry, which their schema has"
          + " to be registered with, does not answer."),
  REGISTRY_WAITS(
      "decode, interest-updater, release-judge",
      "registry",
      "registryWaits",
      "times",
      Type.COUNTER,
      "Times that a task began to wait for the schema registry."),
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
      "Most records that the topic no longer had when the job was to read them,"
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
      "Late events that were put in their place before newer entries."),
  HISTORY_CUT(
      "interest-updater",
      "history",
      "cut",
      "events",
      Type.COUNTER,
      "Events by which the history grew past its window and was cut."),
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
      "Negative events that removed nothing and are remembered."),
  HISTORY_NONE(
      "interest-updater",
      "history",
      "none",
      "events",
      Type.COUNTER,
      "Neutral events, and negative ones that change nothing."),
  HISTORY_DUPLICATE(
      "interest-updater",
      "history",
      "duplicate",
      "events",
      Type.COUNTER,
      "Events whose item and time the history has already."),
  HISTORY_TOO_LATE(
      "interest-updater",
      "history",
      "too_late",
      "events",
      Type.COUNTER,
      "Events that do not come after the newest entry that was ever cut."),
  HISTORY_NEGATIVE_BEFORE(
      "interest-updater",
      "history",
      "negative_before",
      "events",
      Type.COUNTER,
      "Positive events that are not newer than a remembered negative one on their item."),
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
      "Published viewers that were swept after their time to live."),
  PENDING_UPDATES(
      "interest-updater",
      "",
      "pendingUpdates",
      "updates",
      Type.COUNTER,
      "Updates that had to wait for the update interval."),
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
      "Viewers who were published without a new event."),
  REEMBEDDING_PROGRESS(
      "interest-updater",
      "",
      "reembeddingProgress",
      "0 to 1",
      Type.GAUGE,
      "Share of the stored viewers that re-embedding has gone over; 1 if there is none."),
  RELEASE_EPOCH(
      "interest-updater", "", "releaseEpoch", "epoch", Type.GAUGE, "Epoch of the active release."),
  RELEASES_ACTIVATED(
      "interest-updater",
      "",
      "releasesActivated",
      "releases",
      Type.COUNTER,
      "Activations, roll-backs included."),
  RELEASES_REJECTED(
      "interest-updater",
      "",
      "releasesRejected",
      "times",
      Type.COUNTER,
      "Rejections of a release, one for each reason."),
  EVALUATED_EVENTS(
      "interest-updater",
      "live",
      "events",
      "events",
      Type.COUNTER,
      "Online evaluation: events that were measured."),
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
      "Online evaluation: events whose item the other release found."),
  EVALUATION_LEFT_OUT(
      "interest-updater",
      "live",
      "leftOut",
      "events",
      Type.COUNTER,
      "Online evaluation: events that were skipped for lack of time."),
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
      "Polls of an alias that found no release to announce."),
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
      "Other jobs that write the same update topic."),
  CAUGHT_UP(
      "lifecycle",
      "",
      "caughtUp",
      "0 or 1",
      Type.GAUGE,
      "1 when the job has read everything that was on its input topics when it started."),
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
      "Files that the newest checkpoint needs and that are gone.");

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
