package io.intereststream.job.metric;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** A metric of the job. Operators register theirs through these constants and no other way. */
public enum JobMetric {
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
      "Dead letters that were dropped since the schema registry, which their schema has to be"
          + " registered with, does not answer."),
  DEAD_LETTERS_LOST(
      "dead-letters",
      "letters",
      "deadLettersLost",
      "letters",
      Type.COUNTER,
      "Dead letters that could not be written and were dropped; the log has the positions."),
  RECORDS_LOST(
      "watch-events",
      "source",
      "recordsLost",
      "records",
      Type.COUNTER,
      "Most records that the topic no longer had when the job was to read them,"
          + " `interest-stream.kafka.lost-positions: CONTINUE`."),
  REGISTRY_WAITS(
      "decode",
      "registry",
      "registryWaits",
      "times",
      Type.COUNTER,
      "Times that a task began to wait for the schema registry.");

  /** Flink's types of metrics. */
  public enum Type {
    COUNTER,
    GAUGE,
    METER,
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

  /** Name of the operator that has it; others may have it too. */
  public String operator() {
    return operator;
  }

  /** Name of the group within the operator. */
  public String group() {
    return group;
  }

  /** Name of the metric within its group. */
  public String metricName() {
    return metricName;
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
    return ofOperator.addGroup(group).counter(metricName);
  }

  /** Registers a counter that other threads than the task's may increase. */
  public <C extends Counter> C counter(MetricGroup ofOperator, C counter) {
    return ofOperator.addGroup(group).counter(metricName, counter);
  }

  /** Registers a counter with a label. */
  public Counter counter(MetricGroup ofOperator, String label, String value) {
    return ofOperator.addGroup(group).addGroup(label, value).counter(metricName);
  }
}
