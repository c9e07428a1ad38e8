package io.intereststream.model.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The versions that an alias named, as far as they have not been undone: publishing and activating
 * lengthen the trail, a rollback shortens it by one. So every further rollback goes further back,
 * and after an activation the way back leads to what was in force then.
 *
 * <p>The history may hold a move that was never made, since it is written before the alias moves,
 * and lacks those that somebody made by hand: the version that the next move starts from tells.
 */
final class RollbackHistory {

  private record Step(String version, Step earlier) {}

  private Step now;
  private Step beforeLastMove;

  private RollbackHistory() {}

  /**
   * Follows the moves of one alias.
   *
   * @param version that the alias names at present, or null
   */
  static RollbackHistory of(List<AliasMove> moves, String version) {
    RollbackHistory trail = new RollbackHistory();
    for (AliasMove move : moves) {
      trail.settle(move.from());
      trail.follow(move);
    }
    trail.settle(version);
    return trail;
  }

  /** Returns the version to roll back to. */
  Optional<String> previous() {
    return Optional.ofNullable(now == null ? null : version(now.earlier));
  }

  private void follow(AliasMove move) {
    beforeLastMove = now;
    if (move.cause() == AliasMove.Cause.ROLLBACK
        && now != null
        && move.to().equals(version(now.earlier))) {
      now = now.earlier;
    } else {
      lengthen(move.to());
    }
  }

  /** Makes the trail end in the version that the alias names in truth. */
  private void settle(String version) {
    if (Objects.equals(version, version(now))) {
      return;
    }
    if (Objects.equals(version, version(beforeLastMove))) {
      now = beforeLastMove;
    } else if (version != null) {
      lengthen(version);
    }
  }

  private void lengthen(String version) {
    if (!version.equals(version(now))) {
      now = new Step(version, now);
    }
  }

  private static String version(Step step) {
    return step == null ? null : step.version;
  }
}
