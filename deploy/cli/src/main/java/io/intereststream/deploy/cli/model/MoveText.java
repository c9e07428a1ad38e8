package io.intereststream.deploy.cli.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.model.registry.AliasMove;

/**
 * Prints the move of an alias as text or JSON. The move is null if the alias already named the
 * version.
 */
final class MoveText {
  private MoveText() {}

  static String of(String alias, String version, AliasMove move) {
    if (move == null) {
      return "%s: already %s; the alias is not moved. If the job rejected this version for a temporary reason, it tries again automatically; 'interest-stream model status --config FILE' shows its state. If the reason is permanent, publish another version"
          .formatted(alias, version);
    }
    return move.from() == null
        ? "%s: -> %s".formatted(alias, version)
        : "%s: %s -> %s".formatted(alias, move.from(), version);
  }

  static void put(ObjectNode report, String alias, String version, AliasMove move) {
    report.put("alias", alias);
    report.put("from", move == null ? version : move.from());
    report.put("to", version);
    report.put("moved", move != null);
  }
}
