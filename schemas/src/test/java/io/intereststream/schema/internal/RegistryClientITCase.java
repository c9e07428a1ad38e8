package io.intereststream.schema.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client makes of a registry that fails, with a server that answers as it is told. */
class RegistryClientITCase {

  private record Answer(int status, String body) {}

  private static final Schema LONG = Schema.create(Schema.Type.LONG);

  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private HttpServer server;
  private URI base;

  @BeforeEach
  void startServer() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          exchange.getRequestBody().readAllBytes();
          Answer answer = answers.size() > 1 ? answers.remove() : answers.element();
          byte[] body = answer.body().getBytes(UTF_8);
          exchange.sendResponseHeaders(answer.status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    base = URI.create("http://127.0.0.1:%d/some/path/".formatted(server.getAddress().getPort()));
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void asksAgainAfterServerErrors() {
    answers.add(new Answer(503, "starting"));
    answers.add(new Answer(429, ""));
    answers.add(new Answer(200, "{\"id\": 7, \"version\": 1, \"more\": [{}]}"));

    assertThat(new RegistryClient(base).register("a b-value", LONG)).isEqualTo(7);
    assertThat(requests).hasSize(3).containsOnly("POST /some/path/subjects/a%20b-value/versions");
  }

  @Test
  void givesUpAfterThreeServerErrorsAndNamesUrlAndStatus() {
    answers.add(new Answer(500, "boom"));
    RecordCodec<WatchEvent> codec = CodecFactory.confluent(base).create(WatchEvent.class, "events");
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 5, 1}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("GET " + base + "schemas/ids/5")
        .hasMessageContaining("status 500: boom");
    assertThat(requests).hasSize(3);
  }

  @Test
  void aRegistryThatIsDownIsNoDecodeError() {
    server.stop(0);
    RecordCodec<WatchEvent> codec = CodecFactory.confluent(base).create(WatchEvent.class, "events");
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 5, 1}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("GET " + base + "schemas/ids/5")
        .hasMessageContaining("ConnectException");
  }

  @Test
  void refusalsAndNonsenseAreErrorsOfTheRegistryAtOnce() {
    for (Answer answer :
        List.of(
            new Answer(401, "who are you"),
            new Answer(403, "not you"),
            new Answer(404, "no such page"),
            new Answer(200, "<html>"),
            new Answer(200, "{}"))) {
      answers.clear();
      answers.add(answer);
      requests.clear();
      assertThatThrownBy(() -> new RegistryClient(base).schema(5))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("status %d, %s".formatted(answer.status(), answer.body()))
          .hasMessageContaining("expected: 200 and a schema, or 404 with an error code");
      assertThat(requests).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 422})
  void anAnswerThatIsNotAboutASchemaIsAFault(int status) {
    answers.add(new Answer(status, "{\"error_code\": %d}".formatted(status)));
    assertThatThrownBy(() -> new RegistryClient(base).schema(5))
        .isInstanceOf(UncheckedIOException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 422})
  void anIdThatTheRegistryDoesNotKnowIsEmpty(int status) throws Exception {
    answers.add(new Answer(status, "{\"error_code\": 40403, \"message\": \"not found\"}"));
    assertThat(new RegistryClient(base).schema(5)).isEmpty();
  }

  @Test
  void referencesAreFetchedOnceEachBeforeThoseThatNeedThem() throws Exception {
    answers.add(
        new Answer(
            200,
            """
            {"schema": "{\\"type\\":\\"array\\",\\"items\\":\\"a.B\\"}",
             "references": [{"name": "a.B", "subject": "b", "version": 2},
                            {"name": "a.C", "subject": "c d", "version": 1}]}"""));
    answers.add(
        new Answer(
            200,
            """
            {"schema": "{\\"type\\":\\"record\\",\\"name\\":\\"a.B\\",\\"fields\\":[{\\"name\\":\\"c\\",\\"type\\":\\"a.C\\"}]}",
             "references": [{"name": "a.C", "subject": "c d", "version": 1}]}"""));
    answers.add(
        new Answer(
            200,
            "{\"schema\": \"{\\\"type\\\":\\\"fixed\\\",\\\"name\\\":\\\"a.C\\\",\\\"size\\\":3}\"}"));

    RegisteredSchema schema = new RegistryClient(base).schema(5).orElseThrow();
    assertThat(requests)
        .containsExactly(
            "GET /some/path/schemas/ids/5",
            "GET /some/path/subjects/b/versions/2",
            "GET /some/path/subjects/c%20d/versions/1");
    assertThat(schema.references()).hasSize(2);
    assertThat(schema.parse().getElementType().getField("c").schema().getFixedSize()).isEqualTo(3);
  }

  @Test
  void aReferenceThatIsNotThereAndAnotherTypeOfSchemaAreUnusable() {
    answers.add(
        new Answer(
            200,
            "{\"schema\": \"\\\"a.B\\\"\","
                + " \"references\": [{\"name\": \"a.B\", \"subject\": \"b\", \"version\": 2}]}"));
    answers.add(new Answer(404, "{\"error_code\": 40402}"));
    assertThatThrownBy(() -> new RegistryClient(base).schema(5))
        .isInstanceOf(UnusableSchemaException.class)
        .hasMessage("a reference to version 2 of subject b, which the registry does not know");

    answers.clear();
    answers.add(new Answer(200, "{\"schemaType\": \"PROTOBUF\", \"schema\": \"syntax\"}"));
    assertThatThrownBy(() -> new RegistryClient(base).schema(5))
        .isInstanceOf(UnusableSchemaException.class)
        .hasMessage("a schema of type PROTOBUF");
  }

  @Test
  void credentialsInTheAddressAreNeverShown() {
    URI secret = URI.create(base.toString().replace("//", "//key:s3cret@"));
    answers.add(new Answer(401, "who are you"));
    RegistryClient client = new RegistryClient(secret);
    assertThatThrownBy(() -> client.schema(5))
        .hasMessageContaining("status 401")
        .hasMessageNotContaining("s3cret");
    assertThat(client.toString()).isEqualTo(base.toString().replaceFirst("/$", ""));
    assertThat(CodecFactory.confluent(secret).toString()).doesNotContain("s3cret");
    assertThatThrownBy(() -> CodecFactory.confluent(URI.create(secret + "?x=y")))
        .hasMessageContaining("127.0.0.1")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void interruptionIsKept() {
    answers.add(new Answer(200, "{}"));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> new RegistryClient(base).schema(5))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void basesThatCannotBeAskedAreRefused() {
    for (String bad : List.of("localhost:8081", "ftp://host/x", "/path", "http://host?x=y")) {
      assertThatThrownBy(() -> CodecFactory.confluent(URI.create(bad)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("schema registry: " + bad);
    }
  }
}
