package io.intereststream.model.registry;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One move of an alias, as the registry's history keeps it.
 *
 * @param time when, ISO 8601
 * @param alias which
 * @param from the version that it named, or null
 * @param to the version that it was made to name
 * @param cause why
 * @param by user, host and process
 */
public record AliasMove(String time, String alias, String from, String to, Cause cause, String by) {

  /** Why an alias was moved. */
  public enum Cause {
    /** A release was published. */
    @JsonProperty("publish")
    PUBLISH,
    /** Somebody named a version. */
    @JsonProperty("activate")
    ACTIVATE,
    /** Somebody went back to the version before. */
    @JsonProperty("rollback")
    ROLLBACK
  }
}
