package io.intereststream.deploy.e2e.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.registry.RegistryLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The audit's memory does not grow with the number of viewers: it passes in a JVM whose heap is
 * smaller than all updates, twice in a row with a baseline. {@code
 * -Dinterest.audit.viewers=1000000} takes ten minutes, with a heap of 128 MB.
 */
class AuditMemoryITCase {
  private static final int VIEWERS = Integer.getInteger("interest.audit.viewers", 50_000);
  private static final String HEAP = VIEWERS <= 50_000 ? "-Xmx64m" : "-Xmx128m";
  private static final int EVENTS_EACH = 5;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void manyViewersPassInALittleMemory() throws Exception {
    Path registry = folder.resolve("registry");
    try (LocalBroker broker = LocalBroker.in(folder.resolve("broker")).start();
        var release =
            RandomRelease.of("r1")
                .sizes(200, 16, 3, 8, 100)
                .write(new RegistryLayout(registry).release("r1"))) {
      new LargeTopics(broker.bootstrapServers())
          .write(release, "interest-stream", VIEWERS, EVENTS_EACH);
      Path configuration =
          Files.writeString(
              folder.resolve("job.yaml"),
              """
              interest-stream.kafka.bootstrap-servers: %s
              interest-stream.release.registry: %s
              """
                  .formatted(broker.bootstrapServers(), registry.toUri()));
      for (int night = 0; night < 2; night++) {
        JsonNode report = audit(configuration);
        System.out.println("audit with " + HEAP + ": " + report);
        assertThat(report.get("viewers_checked").asInt()).isEqualTo(VIEWERS);
        assertThat(report.get("mismatches").asInt()).isZero();
        assertThat(report.get("baseline_viewers").asInt()).isEqualTo(VIEWERS);
      }
    }
  }

  private JsonNode audit(Path configuration) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(HEAP);
    command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.intereststream.deploy.cli.InterestStream");
    command.addAll(List.of("audit", "--config", configuration.toString(), "--json"));
    command.addAll(List.of("--baseline", folder.resolve("baseline").toString()));
    Path output = folder.resolve("report.json");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
    return new ObjectMapper().readTree(output.toFile());
  }
}
