package io.intereststream.model.registry;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One move of an alias, as recorded in the registry's history.
 *
 * @param time time of the move, ISO 8601
 * @param alias name of the alias
 * @param from version before the move, or null
 * @param to version after the move
 * @param cause reason of the move
 * @param by user, host and process
 */
public record AliasMove(String time, String alias, String from, String to, Cause cause, String by) {

  /** The reason of a move. */
  public enum Cause {
    /** A release was published. */
    @JsonProperty("publish")
    PUBLISH,
    /** A version was activated by name. */
    @JsonProperty("activate")
    ACTIVATE,
    /** A rollback to the version before. */
    @JsonProperty("rollback")
    ROLLBACK
  }
}
