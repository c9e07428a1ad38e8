package io.intereststream.deploy.cli.replay;

import io.intereststream.data.LoggedWatch;
import io.intereststream.schema.Action;
import io.intereststream.schema.WatchEvent;
import java.time.Instant;
import java.util.List;

/** Converts the watches of a log to records of the watch topic. */
final class WatchEvents {
  private WatchEvents() {}

  static WatchEvent of(LoggedWatch watch) {
    return new WatchEvent(
        watch.eventId(),
        watch.userId(),
        watch.itemId(),
        Instant.ofEpochMilli(watch.eventTime()),
        watch.watchMs(),
        watch.durationMs(),
        actions(watch.actions()),
        watch.surface(),
        watch.attributes());
  }

  private static List<Action> actions(List<io.intereststream.history.Action> actions) {
    return actions.isEmpty()
        ? List.of()
        : actions.stream().map(action -> Action.valueOf(action.name())).toList();
  }
}
