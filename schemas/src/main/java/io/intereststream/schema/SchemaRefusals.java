package io.intereststream.schema;

import io.intereststream.schema.RecordDecodeException.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The schema ids that a registry did not know or had no usable schema for, each remembered for a
 * minute, so that the registry is not asked about them for every record. If there are too many, the
 * oldest one is dropped.
 */
final class SchemaRefusals {

  /**
   * Why an id cannot be used.
   *
   * @param found what was found, in words
   * @param expected what was expected, in words
   */
  record Refusal(Fault fault, String found, String expected) {}

  private record Remembered(Refusal refusal, Instant until) {}

  static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  private final InstantSource clock;
  private final Map<Integer, Remembered> refusals = new LinkedHashMap<>();

  SchemaRefusals(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the refusal of an id; empty if there is none, or if it is older than a minute. */
  Optional<Refusal> of(int id) {
    Remembered remembered = refusals.get(id);
    if (remembered == null) {
      return Optional.empty();
    }
    if (clock.instant().isBefore(remembered.until())) {
      return Optional.of(remembered.refusal());
    }
    refusals.remove(id);
    return Optional.empty();
  }

  /** Remembers a refusal for one minute from now. */
  Refusal remember(int id, Refusal refusal) {
    refusals.remove(id);
    if (refusals.size() >= MOST) {
      refusals.remove(refusals.keySet().iterator().next());
    }
    refusals.put(id, new Remembered(refusal, clock.instant().plus(REMEMBERED_FOR)));
    return refusal;
  }
}
