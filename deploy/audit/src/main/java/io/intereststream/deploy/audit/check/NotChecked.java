package io.intereststream.deploy.audit.check;

/** Why a viewer could not be checked. */
public enum NotChecked {
  BEGAN_IS_GONE("the first event is no longer on the topic"),
  FROM_FILES("the history was loaded from files"),
  ANOTHER_TOPIC("the history started on another topic"),
  SEVERAL_PARTITIONS("the events are in several partitions, and the result depends on their order"),
  ERASED_MEANWHILE("the viewer was erased while the audit was running"),
  ERASURE_CROSSED_EVENTS("the order of the erasure and of events close to it is not known"),
  OLDER_EVENTS_GONE("there is a null value, and older events are no longer on the topic");

  private final String text;

  NotChecked(String text) {
    this.text = text;
  }

  /** The reason in words. */
  public String text() {
    return text;
  }
}
