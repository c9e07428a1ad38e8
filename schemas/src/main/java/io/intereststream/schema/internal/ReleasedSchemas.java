package io.intereststream.schema.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * All released versions of each record's schema, from the resources {@code
 * io/intereststream/schema/released/<record>/<n>.avsc}, n from 1 without a gap. A released file
 * never changes.
 */
public final class ReleasedSchemas {

  /** Names of the records that a topic can hold; all other types are parts of these. */
  static final List<String> RECORDS =
      List.of("WatchEvent", "InterestUpdate", "DeadLetter", "ModelRelease", "ReleaseEvent");

  private ReleasedSchemas() {}

  /** All versions of one record, oldest first; empty for an unknown name. */
  public static List<Schema> of(String record) {
    List<Schema> versions = new ArrayList<>();
    for (int version = 1; ; version++) {
      String resource = "/io/intereststream/schema/released/%s/%d.avsc".formatted(record, version);
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
   * The newest version, under which records are written.
   *
   * @throws IllegalArgumentException if the type is none of {@link #RECORDS}
   */
  public static Schema newest(Class<?> type) {
    List<Schema> versions = of(type.getSimpleName());
    if (versions.isEmpty()) {
      throw new IllegalArgumentException(
          "record type: %s (expected: one of %s)".formatted(type.getName(), RECORDS));
    }
    return versions.get(versions.size() - 1);
  }
}
