package io.intereststream.deploy.audit.check;

/** Why a viewer could not be checked. */
public enum NotChecked {
  BEGAN_IS_GONE("its first event is no longer on the topic"),
  FROM_FILES("its history began in files"),
  ANOTHER_TOPIC("its history began on another topic"),
  SEVERAL_PARTITIONS("its events lie in several partitions, and their order decides"),
  ERASED_MEANWHILE("it was erased while the audit was running"),
  ERASURE_CROSSED_EVENTS("events lie beside its erasure, and their order is not known"),
  OLDER_EVENTS_GONE("its older events are no longer on the topic, and it has a null value");

  private final String text;

  NotChecked(String text) {
    this.text = text;
  }

  /** The reason in words. */
  public String text() {
    return text;
  }
}
