package io.intereststream.deploy.bench.load;

import io.intereststream.schema.Action;
import io.intereststream.schema.WatchEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The events of a load, one after the other: first those that fill the histories, viewer by viewer,
 * then those in the order of the settings. Each is newer than the viewer's event before it, so that
 * each changes the viewer's history.
 */
final class EventSequence {
  private static final long SEED = 7;

  private final LoadSettings settings;
  private final ViewerOrder order;
  private final EventSpacing spacing = new EventSpacing(SEED + 1);
  private final SplittableRandom items = new SplittableRandom(SEED + 2);
  private final long[] last;
  private int filling;
  private int filled;
  private long events;

  EventSequence(LoadSettings settings) {
    this.settings = settings;
    this.order = new ViewerOrder(settings.order(), settings.viewers(), SEED);
    this.last = new long[settings.viewers()];
    Arrays.fill(last, EventSpacing.START);
  }

  /** The next event, with a time in the past. */
  WatchEvent next() {
    int viewer = nextViewer();
    return event(viewer, spacing.after(last[viewer]));
  }

  private int nextViewer() {
    if (filling < settings.viewers() && filled == settings.initialLength(filling)) {
      filling++;
      filled = 0;
    }
    if (filling == settings.viewers()) {
      return order.next();
    }
    filled++;
    return filling;
  }

  /**
   * An event of the next viewer in the order of the settings whose last event is older than a time.
   *
   * @param time event time, epoch ms
   */
  WatchEvent at(long time) {
    int viewer = order.next();
    for (int i = 0; last[viewer] >= time && i < settings.viewers(); i++) {
      viewer = (viewer + 1) % settings.viewers();
    }
    return event(viewer, time);
  }

  private WatchEvent event(int viewer, long time) {
    last[viewer] = time;
    return WatchEvent.newBuilder()
        .setEventId("event-" + events++)
        .setUserId(LoadSettings.viewerId(viewer))
        .setItemId("item-" + items.nextInt(settings.items()))
        .setEventTime(Instant.ofEpochMilli(time))
        .setWatchMs(20_000)
        .setDurationMs(20_000L)
        .setActions(List.of(Action.LIKE))
        .build();
  }
}
