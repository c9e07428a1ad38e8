package io.intereststream.deploy.audit.settings;

/**
 * What the job does with a record of the watch topic that has no value.
 *
 * @param ignored whether it is ignored; it is a dead letter otherwise
 * @param markedErase whether one with the header {@value #HEADER} erases the viewer in its key
 */
public record NullValues(boolean ignored, boolean markedErase) {
  /** The header that marks an erasure. */
  public static final String HEADER = "interest-stream-erase";

  /** The job's default: every null value is a dead letter. */
  public static final NullValues DEAD_LETTERS = new NullValues(false, false);
}
