package io.intereststream.schema.internal;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A registry that gets no requests for a while after a failure; in that time, each call fails
 * immediately with the same error. The pause doubles with each failure, from 1 s to 30 s, so that a
 * caller with one request for each record neither overloads the registry nor waits for a time-out
 * each time.
 */
public final class PausingRegistry implements SchemaRegistry {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final SchemaRegistry registry;
  private final InstantSource clock;
  private UncheckedIOException failure;
  private Duration pause;
  private Instant until;

  public PausingRegistry(SchemaRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  @Override
  public int register(String subject, Schema schema) {
    throwWithinPause();
    try {
      int id = registry.register(subject, schema);
      failure = null;
      return id;
    } catch (UncheckedIOException e) {
      throw failed(e);
    }
  }

  @Override
  public Optional<RegisteredSchema> schema(int id) throws UnusableSchemaException {
    throwWithinPause();
    try {
      Optional<RegisteredSchema> schema = registry.schema(id);
      failure = null;
      return schema;
    } catch (UncheckedIOException e) {
      throw failed(e);
    }
  }

  private void throwWithinPause() {
    if (failure != null && clock.instant().isBefore(until)) {
      throw new UncheckedIOException(failure.getMessage(), failure.getCause());
    }
  }

  private UncheckedIOException failed(UncheckedIOException e) {
    pause = failure == null ? FIRST_PAUSE : pause.multipliedBy(2);
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
    until = clock.instant().plus(pause);
    failure = e;
    return e;
  }

  @Override
  public String toString() {
    return registry.toString();
  }
}
