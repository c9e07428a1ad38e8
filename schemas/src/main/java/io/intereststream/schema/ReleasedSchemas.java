package io.intereststream.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Every version of every record's schema that was ever released, from the resources {@code
 * released/<record>/<n>.avsc}, n from 1 without a gap. A released file never changes.
 */
final class ReleasedSchemas {

  /** Names of the records that stand on their own on a topic. */
  static final List<String> RECORDS =
      List.of("WatchEvent", "InterestUpdate", "DeadLetter", "ModelRelease", "ReleaseEvent");

  private ReleasedSchemas() {}

  /** All versions of one record, oldest first; empty for an unknown name. */
  static List<Schema> of(String record) {
    List<Schema> versions = new ArrayList<>();
    for (int version = 1; ; version++) {
      String resource = "released/%s/%d.avsc".formatted(record, version);
      try (InputStream in = ReleasedSchemas.class.getResourceAsStream(resource)) {
        if (in == null) {
          return versions;
        }
        versions.add(new Schema.Parser().parse(in));
      } catch (IOException e) {
        throw new UncheckedIOException(resource, e);
      }
    }
  }

  /**
   * The version that records are written under.
   *
   * @throws IllegalArgumentException if the type is none of {@link #RECORDS}
   */
  static Schema newest(Class<?> type) {
    List<Schema> versions = of(type.getSimpleName());
    if (versions.isEmpty()) {
      throw new IllegalArgumentException(
          "record type: %s (expected: one of %s)".formatted(type.getName(), RECORDS));
    }
    return versions.get(versions.size() - 1);
  }
}
