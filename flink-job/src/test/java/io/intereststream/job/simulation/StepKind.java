package io.intereststream.job.simulation;

/** The kinds of steps, each with its relative frequency. */
public enum StepKind {
  /** A viewer watches an item. */
  WATCH(300),
  /** An event arrives late. */
  LATE(70),
  /** An event has the time of another one of its viewer. */
  SAME_TIME(60),
  /** An event's time is ahead of its record's. */
  AHEAD(20),
  /** An event is produced again. */
  DUPLICATE(100),
  /** An event that is neither positive nor negative. */
  NEUTRAL(15),
  /** A viewer hides an item. */
  NEGATIVE(90),
  /** A viewer watches an item that no release knows. */
  UNKNOWN_ITEM(20),
  /** A record that is no event. */
  MALFORMED(30),
  /** A record without a value. */
  NULL_VALUE(8),
  /** An event of a viewer whose events lie in several partitions. */
  ROAMING(45),
  /** A record on the topic of erasures. */
  ERASURE(16),
  /** An erasure on the watch topic. */
  MARKED_NULL(10),
  /** The job reads some records of a partition. */
  READ(420),
  /** The job reads some erasures. */
  READ_ERASURES(50),
  /** Time goes on for up to some seconds. */
  ADVANCE(180),
  /** Time goes on until partitions without records are idle. */
  IDLE(8),
  /** Nothing happens for days. */
  DAYS(14),
  /** The job is killed, and stays down for days. */
  DOWN_FOR_DAYS(6),
  /** A checkpoint. */
  CHECKPOINT(60),
  /** Some of what was written arrives on the update topic. */
  FLUSH(70),
  /** The job is killed and stays down. */
  KILL(12),
  /** The job is killed, and restored from the newest checkpoint. */
  RESTORE_NEWEST(14),
  /** The job is killed, and restored from any checkpoint that is retained. */
  RESTORE_ANY(24),
  /**
   * The brokers abort the transaction of a new checkpoint: what was written before it is lost. The
   * job notices this while it runs, or when it restores this checkpoint. Only with exactly once.
   */
  LOST_TRANSACTION(20),
  /** The job is stopped, and started with another parallelism. */
  RESCALE(18),
  /** The job is killed, and started without a checkpoint. */
  REBUILD(8),
  /** The oldest records of the input topics are deleted. */
  RETENTION(14),
  /** The alias is moved to a good release. */
  GOOD_RELEASE(30),
  /** The alias is moved to a release that takes long to load. */
  SLOW_RELEASE(12),
  /** The alias is moved to a release that loads at a later attempt only. */
  FLAKY_RELEASE(10),
  /** The alias is moved to a release that is broken. */
  BAD_RELEASE(10),
  /** The alias is moved back to where it was before. */
  ROLLBACK(50),
  /** Somebody writes something into the alias. */
  ALIAS_BY_HAND(10),
  /** The log of announcements cannot be reached, or can again. */
  LOG_OUTAGE(8),
  /** The release source polls the aliases. */
  POLL(70),
  /** Everything comes to rest and is checked. */
  QUIET(0);

  final int weight;

  StepKind(int weight) {
    this.weight = weight;
  }
}
