package io.intereststream.deploy.audit.settings;

/**
 * How the job handles a null value on the watch topic.
 *
 * @param ignored whether it is ignored; otherwise it becomes a dead letter
 * @param markedErase whether a null value with the header {@value #HEADER} erases the viewer in the
 *     key
 */
public record NullValues(boolean ignored, boolean markedErase) {
  /** The header that marks an erasure. */
  public static final String HEADER = "interest-stream-erase";

  /** The job's default: every null value is a dead letter. */
  public static final NullValues DEAD_LETTERS = new NullValues(false, false);
}
