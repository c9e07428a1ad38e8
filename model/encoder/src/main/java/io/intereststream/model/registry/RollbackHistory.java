package io.intereststream.model.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The versions that rollbacks of an alias lead to: publishing and activating add a version, a
 * rollback removes one. So each rollback goes one version further back, and a rollback after an
 * activation leads to the version that was active before it.
 *
 * <p>A recorded move may not have been made, because it is recorded first; and moves that were made
 * by hand are not recorded. Both are detected, because the next move then starts from another
 * version.
 */
final class RollbackHistory {

  private record Step(String version, Step earlier) {}

  private Step current;
  private Step beforeLastMove;

  private RollbackHistory() {}

  /**
   * Follows the moves of one alias.
   *
   * @param version the version that the alias names now, or null
   */
  static RollbackHistory of(List<AliasMove> moves, String version) {
    RollbackHistory history = new RollbackHistory();
    for (AliasMove move : moves) {
      history.correct(move.from());
      history.follow(move);
    }
    history.correct(version);
    return history;
  }

  /** Returns the version to roll back to. */
  Optional<String> previous() {
    return Optional.ofNullable(current == null ? null : version(current.earlier));
  }

  private void follow(AliasMove move) {
    beforeLastMove = current;
    if (move.cause() == AliasMove.Cause.ROLLBACK
        && current != null
        && move.to().equals(version(current.earlier))) {
      current = current.earlier;
    } else {
      add(move.to());
    }
  }

  /** Corrects the newest version to the one that the alias actually named. */
  private void correct(String version) {
    if (Objects.equals(version, version(current))) {
      return;
    }
    if (Objects.equals(version, version(beforeLastMove))) {
      current = beforeLastMove;
    } else if (version != null) {
      add(version);
    }
  }

  private void add(String version) {
    if (!version.equals(version(current))) {
      current = new Step(version, current);
    }
  }

  private static String version(Step step) {
    return step == null ? null : step.version;
  }
}
