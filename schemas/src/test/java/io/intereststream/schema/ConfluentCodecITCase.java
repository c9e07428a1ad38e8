package io.intereststream.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.schema.internal.RegistryClient;
import io.intereststream.schema.internal.ReleasedSchemas;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestWatcher;

/** The codec against a real schema registry. */
class ConfluentCodecITCase {

  /** Shows the registry's side of a failure. */
  @RegisterExtension
  static final TestWatcher REGISTRY_LOG =
      new TestWatcher() {
        @Override
        public void testFailed(
            org.junit.jupiter.api.extension.ExtensionContext context, Throwable cause) {
          try {
            System.err.println("registry log:\n" + ApicurioRegistry.log());
          } catch (java.io.IOException e) {
            cause.addSuppressed(e);
          }
        }
      };

  private static ApicurioRegistry registry;
  private static CodecFactory factory;

  @BeforeAll
  static void startRegistry() throws Exception {
    registry = ApicurioRegistry.start();
    factory = CodecFactory.confluent(registry.uri());
  }

  @AfterAll
  static void stopRegistry() {
    if (registry != null) {
      registry.close();
    }
  }

  @Test
  void everyRecordComesBackFromAnotherTasksCodec() throws Exception {
    comesBack(WatchEvent.class, Records.watchEvent());
    comesBack(InterestUpdate.class, Records.interestUpdate(FloatVector.of(1, 2, 3)));
    comesBack(DeadLetter.class, Records.deadLetter());
    comesBack(ModelRelease.class, new ModelRelease("v", "file:/v", "00", 1L));
  }

  private static <T extends SpecificRecord> void comesBack(Class<T> type, T record)
      throws Exception {
    String topic = "every record/" + type.getSimpleName();
    byte[] bytes = factory.create(type, topic).encode(record);
    assertThat(factory.create(type, topic).decode(bytes)).isEqualTo(record);
    assertThat(factory.create(type, topic).encode(record)).as("same id again").isEqualTo(bytes);
  }

  @Test
  void schemasAreRegisteredWithTheirDocumentationUnderTheTopicsName() throws Exception {
    factory.create(WatchEvent.class, "watch-events").encode(Records.watchEvent());
    assertThat(registry.send("GET", "/subjects/watch-events-value/versions/latest", ""))
        .contains("One viewer watched one video")
        .doesNotContain("avro.java.string");
  }

  @Test
  void recordsOfANewerProducerAreReadByTheIdOfItsSchema() throws Exception {
    RecordCodec<ModelRelease> codec = factory.create(ModelRelease.class, "releases");
    byte[] bytes = codec.encode(new ModelRelease("v", "file:/v", "00", 1L));
    String json = ReleasedSchemas.newest(ModelRelease.class).toString();
    Schema newer =
        new Schema.Parser()
            .parse(
                json.substring(0, json.length() - 2)
                    + ",{\"name\":\"note\",\"type\":\"string\",\"default\":\"\"}]}");
    int id = new RegistryClient(registry.uri()).register("releases-value", newer);
    byte[] newerBytes = ByteBuffer.allocate(bytes.length + 2).put(bytes).put((byte) 2).array();
    newerBytes[newerBytes.length - 1] = 'x';
    ByteBuffer.wrap(newerBytes).putInt(1, id);

    assertThat(codec.decode(newerBytes)).isEqualTo(codec.decode(bytes));
  }

  @Test
  void idsThatTheRegistryDoesNotKnowAreRefused() {
    RecordCodec<WatchEvent> codec = factory.create(WatchEvent.class, "events");
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 1, 0, 0, 9}))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining("unknown schema id 65536")
        .hasMessageContaining(registry.uri().toString());
  }

  @Test
  void aSchemaThatTheRegistryFindsIncompatibleIsNoDecodeError() throws Exception {
    RegistryClient client = new RegistryClient(registry.uri());
    client.register("strict-value", new Schema.Parser().parse("\"string\""));
    registry.send("PUT", "/config/strict-value", "{\"compatibility\":\"FULL\"}");
    assertThatThrownBy(
            () -> factory.create(WatchEvent.class, "strict").encode(Records.watchEvent()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("POST " + registry.uri() + "/subjects/strict-value/versions")
        .hasMessageContaining("status 409");
  }

  @Test
  void schemasOfOtherKindsAreRefused() throws Exception {
    String answer =
        registry.send(
            "POST",
            "/subjects/protobuf-value/versions",
            "{\"schemaType\":\"PROTOBUF\","
                + "\"schema\":\"syntax = \\\"proto3\\\"; message A { string b = 1; }\"}");
    Object id = ((java.util.Map<?, ?>) org.apache.avro.data.Json.parseJson(answer)).get("id");
    RecordCodec<WatchEvent> codec = factory.create(WatchEvent.class, "protobuf");
    byte[] bytes = ByteBuffer.allocate(6).put((byte) 0).putInt(((Number) id).intValue()).array();
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining(": a schema of type PROTOBUF");
  }
}
