package io.intereststream.job.config;

import io.intereststream.job.tuning.TuningOptions;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;

/**
 * The names of all options of the job. An unknown name is reported if its first part is {@code
 * interest-stream} or similar to it; otherwise a misspelt option would silently keep its default.
 */
final class KnownOptions {
  /** Classes whose public constants are the job's options. */
  static final List<Class<?>> CLASSES =
      List.of(
          KafkaOptions.class,
          IngestOptions.class,
          HistoryOptions.class,
          ReleaseOptions.class,
          EvaluationOptions.class,
          DeliveryOptions.class,
          StartOptions.class,
          TuningOptions.class);

  private static final String ROOT = "interest-stream";

  /** Largest edit distance at which the first part of a name counts as a misspelt root. */
  private static final int ROOT_DISTANCE = 3;

  private final Set<String> names = new TreeSet<>();

  /** Options that are maps: any name may follow. */
  private final Set<String> prefixes = new TreeSet<>();

  KnownOptions() {
    for (Class<?> options : CLASSES) {
      for (ConfigOption<?> option : of(options)) {
        names.add(option.key());
        if (option.defaultValue() instanceof Map) {
          prefixes.add(option.key() + ".");
        }
      }
    }
  }

  /** The options that a class declares, in the order of the source. */
  static List<ConfigOption<?>> of(Class<?> options) {
    List<ConfigOption<?>> found = new ArrayList<>();
    for (Field field : options.getFields()) {
      try {
        if (field.get(null) instanceof ConfigOption<?> option) {
          found.add(option);
        }
      } catch (IllegalAccessException e) {
        throw new AssertionError("constant cannot be read: " + field, e);
      }
    }
    return found;
  }

  /**
   * Finds unknown names.
   *
   * @param keys all names that are set, including those of Flink's options
   * @return a message for each unknown name that is meant for this job, with the most similar
   *     option, sorted by name
   */
  Collection<String> unknown(Collection<String> keys) {
    Map<String, String> messages = new TreeMap<>();
    for (String key : keys) {
      if (isOurs(key) && !isKnown(key)) {
        messages.put(
            key,
            key
                + ": unknown option (expected: "
                + nearest(key)
                + "; correct the name or remove the option)");
      }
    }
    return messages.values();
  }

  private boolean isKnown(String key) {
    return names.contains(key)
        || prefixes.stream()
            .anyMatch(prefix -> key.startsWith(prefix) && key.length() > prefix.length());
  }

  private static boolean isOurs(String key) {
    int dot = key.indexOf('.');
    String root = dot < 0 ? key : key.substring(0, dot);
    return distance(root.toLowerCase(Locale.ROOT), ROOT) <= ROOT_DISTANCE;
  }

  private String nearest(String key) {
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String name : names) {
      int distance = distance(key.toLowerCase(Locale.ROOT), name);
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return nearest;
  }

  /** The number of letters to add, remove or replace to change one text into the other. */
  static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
