package io.intereststream.deploy.e2e.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.intereststream.deploy.e2e.fault.Observed.Letter;
import io.intereststream.deploy.e2e.metric.CollectedMetrics;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.KafkaOptions.RegistryUnavailable;
import io.intereststream.schema.WatchEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.data.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schema registry that denies access, and schemas that only the registry knows. */
class RegistryITCase {
  @TempDir private Path parent;
  private Stage stage;
  private HttpServer server;

  private final Map<Integer, String> schemas = new ConcurrentHashMap<>();
  private final Map<String, String> referenced = new ConcurrentHashMap<>();
  private final AtomicInteger nextId = new AtomicInteger(100);
  private final AtomicInteger unknown = new AtomicInteger();
  private volatile boolean refuses;

  @BeforeEach
  void open() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    stage = new Stage(parent);
    CollectedMetrics.collect(stage.configuration());
    stage.configuration().set(KafkaOptions.FRAMING, KafkaOptions.Framing.CONFLUENT);
    stage
        .configuration()
        .set(
            KafkaOptions.REGISTRY_URL,
            "http://127.0.0.1:" + server.getAddress().getPort() + "/registry");
  }

  @AfterEach
  void close() {
    stage.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String path = exchange.getRequestURI().getPath();
    int status = 200;
    String body;
    if (refuses) {
      status = 401;
      body = "{\"error_code\": 401, \"message\": \"Unauthorized\"}";
    } else if (exchange.getRequestMethod().equals("POST")) {
      Object schema = ((Map<?, ?>) Json.parseJson(request)).get("schema");
      int id = nextId.incrementAndGet();
      schemas.put(id, answerOf((String) schema, List.of()));
      body = "{\"id\": " + id + "}";
    } else if (path.startsWith("/registry/subjects/")) {
      body = referenced.get(path);
    } else {
      body = schemas.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
      if (body == null) {
        unknown.incrementAndGet();
        status = 404;
        body = "{\"error_code\": 40403, \"message\": \"Schema not found\"}";
      }
    }
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String answerOf(String schema, List<Map<String, Object>> references) {
    return Json.toString(Map.of("schema", schema, "references", references));
  }

  /** An event under a schema that has the same body as the newest one. */
  private static byte[] event(int id, String user) throws IOException {
    WatchEvent event =
        WatchEvent.newBuilder()
            .setEventId("e-" + user)
            .setUserId(user)
            .setItemId("item-1")
            .setEventTime(Instant.now())
            .setWatchMs(20_000)
            .setDurationMs(10_000L)
            .build();
    byte[] single =
        io.intereststream.schema.CodecFactory.singleObject(List.of())
            .create(WatchEvent.class, "any")
            .encode(event);
    return ByteBuffer.allocate(single.length - 5)
        .put((byte) 0)
        .putInt(id)
        .put(single, 10, single.length - 10)
        .array();
  }

  @Test
  void aRegistryThatRefusesIsWaitedForAndTheJobDoesNotRestart() throws Exception {
    try (LocalCluster cluster = stage.start()) {
      schemas.put(7, answerOf(WatchEvent.getClassSchema().toString(), List.of()));
      refuses = true;
      stage.send(cluster.options(), "late", event(7, "late"));
      stage.flush();
      Awaitility.await("a wait")
          .atMost(Stage.LIMIT)
          .until(() -> CollectedMetrics.sum("registryWaits") > 0);
      cluster.check();
      refuses = false;
      new Observed(cluster.options()).awaitUpdate("late", cluster);
      assertThat(CollectedMetrics.restarts()).isZero();
      assertThat(new Observed(cluster.options()).letters()).isEmpty();
    }
  }

  @Test
  void byOptionRecordsOfUnknownSchemasBecomeDeadLettersAndTheOthersGoOn() throws Exception {
    stage.configuration().set(KafkaOptions.REGISTRY_UNAVAILABLE, RegistryUnavailable.DEAD_LETTER);
    try (LocalCluster cluster = stage.start()) {
      Observed observed = new Observed(cluster.options());
      schemas.put(7, answerOf(WatchEvent.getClassSchema().toString(), List.of()));
      stage.send(cluster.options(), "known", event(7, "known"));
      // In the same partition, so that its subtask has registered the schema of letters.
      stage.send(cluster.options(), "known", new byte[] {1});
      stage.flush();
      observed.awaitUpdate("known", cluster);
      observed.awaitLetters(1, cluster);
      refuses = true;
      stage.send(cluster.options(), "known", event(8, "unknown"));
      stage.send(cluster.options(), "known", event(7, "after"));
      stage.flush();
      observed.awaitUpdate("after", cluster);
      refuses = false;
      assertThat(observed.awaitLetters(2, cluster))
          .extracting(letter -> letter.content().getErrorClass())
          .containsExactlyInAnyOrder("BROKEN_RECORD", "REGISTRY_UNAVAILABLE");
      assertThat(CollectedMetrics.restarts()).isZero();
    }
  }

  @Test
  void schemasThatARegistryTakesAreReadAndUnknownIdsAskedForOnce() throws Exception {
    String schema = WatchEvent.getClassSchema().toString();
    String action =
        WatchEvent.getClassSchema().getField("actions").schema().getElementType().toString();
    String inPlace = action.replace("\"namespace\":\"io.intereststream.schema\",", "");
    schemas.put(
        4, answerOf(schema.replace("io.intereststream.schema", "com.acme.feed-events"), List.of()));
    schemas.put(5, answerOf(schema.replace("\"default\":\"\"", "\"default\":null"), List.of()));
    schemas.put(
        6,
        answerOf(
            schema.replace(inPlace, "\"com.acme.Action\""),
            List.of(Map.of("name", "com.acme.Action", "subject", "action", "version", 1))));
    referenced.put(
        "/registry/subjects/action/versions/1",
        answerOf(action.replace("io.intereststream.schema", "com.acme"), List.of()));
    try (LocalCluster cluster = stage.start()) {
      for (int record = 0; record < 300; record++) {
        stage.send(cluster.options(), "unknown", event(9, "unknown"));
      }
      for (int id = 4; id <= 6; id++) {
        stage.send(cluster.options(), "viewer-" + id, event(id, "viewer-" + id));
      }
      stage.flush();
      Observed observed = new Observed(cluster.options());
      for (int id = 4; id <= 6; id++) {
        observed.awaitUpdate("viewer-" + id, cluster);
      }
      List<Letter> letters = observed.awaitLetters(300, cluster);
      assertThat(letters)
          .extracting(letter -> letter.content().getErrorClass())
          .containsOnly("UNKNOWN_SCHEMA");
      // Once by each subtask, in a test that takes less than a minute.
      assertThat(unknown.get()).isBetween(1, 20);
      assertThat(CollectedMetrics.restarts()).isZero();
    }
  }
}
