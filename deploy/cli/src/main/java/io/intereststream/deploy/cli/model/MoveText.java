package io.intereststream.deploy.cli.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.model.registry.AliasMove;

/** The move of an alias, for people and for machines; null where it stood there already. */
final class MoveText {
  private MoveText() {}

  static String of(String alias, String version, AliasMove move) {
    if (move == null) {
      return "%s: %s already".formatted(alias, version);
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
