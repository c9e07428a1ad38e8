package io.intereststream.deploy.bench.load;

import java.util.HashMap;
import java.util.Map;

/**
 * Describes a load. Two loads with the same settings are the same events.
 *
 * @param viewers number of viewers
 * @param items number of items; item i has the id {@code item-i}
 * @param window the job's option for histories
 * @param slack the job's option for histories
 * @param order the order in which viewers watch after the histories are filled
 */
public record LoadSettings(int viewers, int items, int window, int slack, Order order) {
  /** A load whose histories are cut as with the job's default slack, a quarter of the window. */
  public static LoadSettings of(int viewers, int items, int window, Order order) {
    return new LoadSettings(viewers, items, window, window / 4, order);
  }

  /** The id of a viewer. */
  static String viewerId(int viewer) {
    return "viewer-" + viewer;
  }

  /**
   * The number of events with which a viewer's history is filled: from {@code window - slack} to
   * {@code window}, spread evenly, so that at any time the same share of the viewers is about to be
   * cut. A history is cut every {@code slack + 1} events.
   */
  int initialLength(int viewer) {
    return window - slack + viewer % (slack + 1);
  }

  /** The number of events with which all histories are filled. */
  public long fillEvents() {
    long events = 0;
    for (int viewer = 0; viewer < viewers; viewer++) {
      events += initialLength(viewer);
    }
    return events;
  }

  /** As text, for another process. */
  Map<String, String> toMap() {
    Map<String, String> map = new HashMap<>();
    map.put("viewers", String.valueOf(viewers));
    map.put("items", String.valueOf(items));
    map.put("window", String.valueOf(window));
    map.put("slack", String.valueOf(slack));
    map.put("order", order.name());
    return map;
  }

  /** The settings of {@link #toMap}. */
  static LoadSettings fromMap(Map<String, String> map) {
    return new LoadSettings(
        Integer.parseInt(map.get("viewers")),
        Integer.parseInt(map.get("items")),
        Integer.parseInt(map.get("window")),
        Integer.parseInt(map.get("slack")),
        Order.valueOf(map.get("order")));
  }
}
