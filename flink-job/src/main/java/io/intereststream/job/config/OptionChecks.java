package io.intereststream.job.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/** Reads options and collects all faults, so that they are reported together. */
final class OptionChecks {
  private final Configuration config;
  private final List<String> faults = new ArrayList<>();

  OptionChecks(Configuration config) {
    this.config = config;
  }

  /** The value of an option; the default if it is not set or cannot be parsed. */
  <T> T get(ConfigOption<T> option) {
    return optional(option).orElse(option.defaultValue());
  }

  /** The value of an option; empty if it is not set or cannot be parsed. */
  <T> Optional<T> optional(ConfigOption<T> option) {
    try {
      return config.getOptional(option);
    } catch (IllegalArgumentException e) {
      String reason = (e.getCause() == null ? e : e.getCause()).getMessage();
      String fault = text(option) + " (" + Secrets.mask(option.key(), reason) + ")";
      if (!faults.contains(option.key() + ": " + fault)) {
        faults.add(option.key() + ": " + fault);
      }
      return Optional.empty();
    }
  }

  /** Notes every unknown name that is set, with the most similar option. */
  void noUnknownNames() {
    faults.addAll(new KnownOptions().unknown(config.keySet()));
  }

  private String text(ConfigOption<?> option) {
    return config
        .getOptional(ConfigOptions.key(option.key()).stringType().noDefaultValue())
        .map(value -> Secrets.mask(option.key(), value))
        .orElse("not set");
  }

  /** Notes a fault if a condition does not hold. */
  void that(boolean holds, ConfigOption<?> option, String expected) {
    if (!holds) {
      String found =
          optional(option)
              .map(value -> Secrets.mask(option.key(), value.toString()))
              .orElse("not set");
      faults.add(option.key() + ": " + found + " (expected: " + expected + ")");
    }
  }

  /** Notes a fault. */
  void fault(String fault) {
    faults.add(fault);
  }

  String required(ConfigOption<String> option) {
    String value = get(option);
    that(value != null && !value.isBlank(), option, "a value");
    return value;
  }

  int atLeast(int least, ConfigOption<Integer> option) {
    int value = get(option);
    that(value >= least, option, "at least " + least);
    return value;
  }

  Duration zeroOrMore(ConfigOption<Duration> option) {
    Duration value = get(option);
    that(!value.isNegative(), option, "0 or more");
    return value;
  }

  Duration positive(ConfigOption<Duration> option) {
    Duration value = get(option);
    that(!value.isNegative() && !value.isZero(), option, "more than 0");
    return value;
  }

  /**
   * Ends the checks.
   *
   * @throws InvalidOptionsException with all faults, if there are any
   */
  void throwIfAny() {
    if (!faults.isEmpty()) {
      throw new InvalidOptionsException(faults);
    }
  }
}
