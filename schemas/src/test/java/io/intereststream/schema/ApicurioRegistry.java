package io.intereststream.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real Apicurio registry in a JVM of its own, on a free port of the loopback interface. */
final class ApicurioRegistry implements AutoCloseable {

  private static final Path HOME = Path.of("target/apicurio-registry").toAbsolutePath();
  private static final Path LOG = Path.of("target/apicurio-registry.log").toAbsolutePath();
  private static final int JAVA = 21;
  private static final Duration DEADLINE = Duration.ofSeconds(120);
  private static final Pattern LISTENING =
      Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");
  private static final Pattern JAVA_VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI uri;

  private ApicurioRegistry(Path java) throws IOException {
    process =
        new ProcessBuilder(
                java.toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                // Otherwise the management pages are at 0.0.0.0:9000.
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=0",
                "-Dquarkus.otel.sdk.disabled=true",
                "-Dapicurio.storage.kind=sql",
                "-Dapicurio.storage.sql.kind=h2",
                "-jar",
                HOME.resolve("quarkus-run.jar").toString())
            .directory(HOME.toFile())
            .redirectErrorStream(true)
            .redirectOutput(LOG.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    try {
      uri = awaitReady();
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * A registry that is ready. Without a JVM that can run it the test is aborted, or fails where
   * {@code CI} is set.
   */
  static ApicurioRegistry start() throws IOException {
    Optional<Path> java = java();
    if (java.isEmpty()) {
      String message =
          "no JVM of Java %d or later for the registry: none in REGISTRY_JAVA_HOME or beside %s"
              .formatted(JAVA, System.getProperty("java.home"));
      if (!Optional.ofNullable(System.getenv("CI")).orElse("").isEmpty()) {
        fail(message);
      }
      System.out.println("skipped: " + message);
      abort(message);
    }
    return new ApicurioRegistry(java.get());
  }

  private static Optional<Path> java() throws IOException {
    List<Path> homes = new ArrayList<>();
    Optional.ofNullable(System.getenv("REGISTRY_JAVA_HOME")).map(Path::of).ifPresent(homes::add);
    Path own = Path.of(System.getProperty("java.home"));
    homes.add(own);
    try (Stream<Path> siblings = Files.list(own.getParent())) {
      siblings.sorted().forEach(homes::add);
    }
    return homes.stream()
        .filter(home -> version(home) >= JAVA)
        .map(home -> home.resolve("bin/java"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The Java version of a JDK or JRE, by its own account; 0 if it gives none. */
  private static int version(Path home) {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release)) {
      return 0;
    }
    try {
      Matcher matcher = JAVA_VERSION.matcher(Files.readString(release));
      return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private URI awaitReady() throws IOException {
    await("the registry is ready")
        .atMost(DEADLINE)
        .failFast(() -> assertThat(process.isAlive()).as("ended; log:%n%s", log()).isTrue())
        .untilAsserted(() -> assertThat(ready()).as("not ready; log:%n%s", log()).isPresent());
    return ready().orElseThrow();
  }

  /** Base URI of its Confluent-compatible API, once that answers. */
  private Optional<URI> ready() throws IOException {
    Matcher matcher = LISTENING.matcher(log());
    return matcher.find()
            && status(URI.create(matcher.group(1) + "/apis/ccompat/v7/subjects")) == 200
        ? Optional.of(URI.create(matcher.group(1) + "/apis/ccompat/v7"))
        : Optional.empty();
  }

  private int status(URI page) {
    try {
      return get(page).statusCode();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Base URI of its Confluent-compatible API. */
  URI uri() {
    return uri;
  }

  /** Sends a request below {@link #uri}. */
  String send(String method, String path, String json) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri + path));
    request.header("Content-Type", "application/vnd.schemaregistry.v1+json");
    request.method(method, HttpRequest.BodyPublishers.ofString(json));
    return send(request.build()).body();
  }

  private HttpResponse<String> get(URI page) throws IOException {
    return send(HttpRequest.newBuilder(page).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** What it has logged so far. */
  static String log() throws IOException {
    return Files.exists(LOG) ? Files.readString(LOG) : "";
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
