package io.intereststream.schema;

import io.intereststream.schema.internal.PausingRegistry;
import io.intereststream.schema.internal.RegisteredSchema;
import io.intereststream.schema.internal.RegistryClient;
import io.intereststream.schema.internal.SchemaRegistry;
import io.intereststream.schema.internal.UnusableSchemaException;
import java.io.Serializable;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Makes the codecs for one framing of records on the wire. Small and serializable: it is sent to
 * the tasks, and each task makes its own codecs.
 */
public final class CodecFactory implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final InstantSource CLOCK = InstantSource.system();

  private static final Set<String> UNUSED_BY_RULES = Set.of("surface", "attributes");

  private final ArrayList<String> extraWriterSchemas;
  private final URI registry; // null for single-object encoding

  private CodecFactory(List<String> extraWriterSchemas, URI registry) {
    this.extraWriterSchemas = new ArrayList<>(extraWriterSchemas);
    this.registry = registry;
  }

  /**
   * Avro's single-object encoding: each record begins with the fingerprint of its schema, which
   * must be a released one or one of those given here.
   *
   * @param extraWriterSchemas Avro schemas as JSON text, for example of a producer that is newer
   *     than this library
   * @throws IllegalArgumentException if one of them is not an Avro schema; the message says which
   */
  public static CodecFactory singleObject(List<String> extraWriterSchemas) {
    CodecFactory factory = new CodecFactory(extraWriterSchemas, null);
    factory.parseExtraWriterSchemas();
    return factory;
  }

  /**
   * Confluent's framing: each record begins with the id of its schema in a registry. The schema of
   * a written record is registered under {@code <topic>-value}.
   *
   * @param registry base URI of a registry that speaks Confluent's protocol, such as {@code
   *     http://host:8081} or {@code http://host:8080/apis/ccompat/v7}
   * @throws IllegalArgumentException if it is not an absolute {@code http} or {@code https} URI
   *     without a query
   */
  public static CodecFactory confluent(URI registry) {
    RegistryClient.checkBase(registry);
    return new CodecFactory(List.of(), registry);
  }

  /**
   * A codec for the records of one topic. A registry is contacted at the first record, not here.
   *
   * @param type {@link WatchEvent}, {@link InterestUpdate}, {@link DeadLetter}, {@link
   *     ModelRelease} or {@link ReleaseEvent}
   * @param topic Kafka topic, named in errors and in the registry
   * @throws IllegalArgumentException if {@code type} is another class
   */
  public <T extends SpecificRecord> RecordCodec<T> create(Class<T> type, String topic) {
    return create(new RecordBody<>(type, topic), topic);
  }

  /**
   * A codec for the watch events of one topic that reads only the fields that the rules of the
   * history use. Surface and attributes are skipped, and are empty in a decoded event.
   *
   * @param limits maximum content of an event
   */
  public RecordCodec<WatchEvent> watchEvents(String topic, DecodeLimits limits) {
    return create(new RecordBody<>(WatchEvent.class, topic, UNUSED_BY_RULES, limits), topic);
  }

  private <T extends SpecificRecord> RecordCodec<T> create(RecordBody<T> body, String topic) {
    return registry == null
        ? new SingleObjectCodec<>(body, parseExtraWriterSchemas())
        : new ConfluentCodec<>(body, topic, pausing(registry), CLOCK);
  }

  private static SchemaRegistry pausing(URI registry) {
    return new PausingRegistry(new RegistryClient(registry), CLOCK);
  }

  private List<Schema> parseExtraWriterSchemas() {
    List<Schema> schemas = new ArrayList<>();
    for (String json : extraWriterSchemas) {
      try {
        schemas.add(new RegisteredSchema(json, List.of()).parse());
      } catch (UnusableSchemaException e) {
        throw new IllegalArgumentException(
            "writer schema %d of %d: %s (expected: an Avro schema as JSON)"
                .formatted(schemas.size() + 1, extraWriterSchemas.size(), e.getMessage()),
            e);
      }
    }
    return schemas;
  }

  /** The writer schemas that were given in addition to the released ones, as JSON text. */
  public List<String> extraWriterSchemas() {
    return List.copyOf(extraWriterSchemas);
  }

  /** Base address of the registry; empty in single-object encoding. */
  public Optional<URI> registry() {
    return Optional.ofNullable(registry);
  }

  /** Returns an address without the user and password before the host, for messages. */
  public static String withoutCredentials(Object address) {
    return RegistryClient.withoutCredentials(String.valueOf(address));
  }

  @Override
  public String toString() {
    return registry == null ? "single-object" : "confluent " + withoutCredentials(registry);
  }
}
