package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.status.ReleaseStatus;
import io.intereststream.deploy.bench.latency.Latency;
import io.intereststream.deploy.bench.latency.UpdateFollower;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.registry.ModelRegistry;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken releases of every kind are rejected under load, each with its own reason. */
class BrokenReleaseITCase {
  @TempDir private Path parent;
  private Path folder;
  private Path releases;

  /** Breaks a copy of a good release. */
  private interface Breaking {
    void in(Path release) throws Exception;
  }

  private record Case(String version, String reason, Breaking breaking) {}

  private final List<Case> cases =
      List.of(
          new Case("truncated", "weights.safetensors: ", this::truncate),
          new Case("wrong-hash", "items.txt: SHA-256 ", this::flipLastItem),
          new Case("not-a-number", "NaN in row 7, column 3", this::putNaN),
          new Case("other-dimension", "shape [60, 16] (expected: [60, 8])", this::otherDimension),
          new Case("wrong-probe", "component 0: ", this::moveProbe),
          new Case(
              "r9", "field version: 'r1' (expected: 'r9', the name of its folder)", this::keepR1),
          new Case(
              "extra-file", "field files.notes.txt: unexpected (expected: ", this::listOneMore),
          new Case("collision", "item 'item-1' in lines 2 and 3", this::repeatAnItem),
          new Case("large-manifest", "more than 1048576 bytes", this::growManifest));

  @Test
  void eachIsRejectedWithItsReasonAndNoUpdateIsLost() throws Exception {
    try (Stage stage = new Stage(parent)) {
      folder = stage.folder();
      releases = folder.resolve("registry/releases");
      stage.configuration().set(ReleaseOptions.POLL_INTERVAL, Duration.ofMillis(100));
      try (LocalCluster cluster =
          LocalCluster.start(
              stage.configuration(), folder.resolve("flink"), EncoderProvider.serving())) {
        // Several hundred events per second.
        ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
        Future<?> load =
            sender.scheduleWithFixedDelay(
                () -> stage.send(cluster.options(), 20), 0, 40, TimeUnit.MILLISECONDS);
        try (UpdateFollower follower = new UpdateFollower(cluster.options(), record -> {})) {
          awaitUpdates(follower, 500);
          Histogram before = follower.takeLatencies();
          for (Case broken : cases) {
            publish(broken);
            // A rejected alias without a manifest is reported under the name of the alias.
            boolean led = !broken.version.equals("large-manifest");
            awaitRejection(cluster, led ? broken.version : "production", broken.reason);
          }
          escapeFromTheRegistry();
          awaitRejection(cluster, "production", "version: '../../elsewhere'");
          Histogram during = follower.takeLatencies();
          System.out.printf(
              "from event to update before %s, while broken releases are offered %s%n",
              Latency.of(before), Latency.of(during));
          assertThat(load).as("sends until it is told to stop").isNotDone();
        } finally {
          sender.shutdown();
        }
        assertThat(sender.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        AuditReport report = stage.audit(cluster);
        assertThat(report.repeatedUpdates()).isZero();
        assertThat(ReleaseStatus.read(cluster.options()).rows())
            .filteredOn(row -> !row.version().equals("r1"))
            .isNotEmpty()
            .allMatch(row -> row.state().equals("rejected") && row.replaces().equals("r1"));
      }
    }
  }

  private static void awaitUpdates(UpdateFollower follower, long count) {
    await().atMost(Stage.LIMIT).until(follower::updates, updates -> updates >= count);
  }

  private void publish(Case broken) throws Exception {
    Path release = releases.resolve(broken.version);
    Files.createDirectories(release);
    for (String file :
        List.of("weights.safetensors", "items.txt", "probe.safetensors", "release.json")) {
      Files.copy(releases.resolve("r1").resolve(file), release.resolve(file));
    }
    edit(release, manifest -> manifest.put("version", broken.version));
    broken.breaking.in(release);
    new ModelRegistry(folder.resolve("registry")).activate("production", broken.version);
  }

  private static void awaitRejection(LocalCluster cluster, String version, String reason) {
    await()
        .atMost(Stage.LIMIT)
        .untilAsserted(
            () ->
                assertThat(ReleaseStatus.read(cluster.options()).notes())
                    .as("a rejection of %s: %s", version, reason)
                    .anyMatch(n -> n.contains(version + " rejected: ") && n.contains(reason)));
  }

  private interface Edit {
    void apply(ObjectNode manifest);
  }

  private static void edit(Path release, Edit edit) throws Exception {
    Path file = release.resolve("release.json");
    ObjectNode manifest = (ObjectNode) new JsonMapper().readTree(file.toFile());
    edit.apply(manifest);
    new JsonMapper().writeValue(file.toFile(), manifest);
  }

  /** Updates the manifest for a changed file. */
  private static void sign(Path release, String name) throws Exception {
    byte[] bytes = Files.readAllBytes(release.resolve(name));
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    edit(
        release,
        manifest ->
            ((ObjectNode) manifest.get("files").get(name))
                .put("bytes", bytes.length)
                .put("sha256", sha256));
  }

  private void truncate(Path release) throws Exception {
    try (RandomAccessFile file =
        new RandomAccessFile(release.resolve("weights.safetensors").toFile(), "rw")) {
      file.setLength(file.length() - 100);
    }
  }

  private void flipLastItem(Path release) throws Exception {
    Path items = release.resolve("items.txt");
    Files.writeString(items, Files.readString(items).replace("item-59", "item-5x"));
  }

  private void putNaN(Path release) throws Exception {
    put(release, "weights.safetensors", "item.embedding", 7 * 16 + 3, Float.NaN);
  }

  private void moveProbe(Path release) throws Exception {
    put(release, "probe.safetensors", "interests", 0, 0.123f);
  }

  /** Writes one number of a tensor and updates the manifest. */
  private static void put(Path release, String name, String tensor, int at, float value)
      throws Exception {
    Path file = release.resolve(name);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong(0);
    String json = new String(bytes.array(), Long.BYTES, header, StandardCharsets.UTF_8);
    int begin = new JsonMapper().readTree(json).get(tensor).get("data_offsets").get(0).asInt();
    bytes.putFloat(Long.BYTES + header + begin + Float.BYTES * at, value);
    Files.write(file, bytes.array());
    sign(release, name);
  }

  private void otherDimension(Path release) throws Exception {
    edit(release, manifest -> manifest.put("dimension", 8));
  }

  private void keepR1(Path release) throws Exception {
    edit(release, manifest -> manifest.put("version", "r1"));
  }

  private void listOneMore(Path release) throws Exception {
    Files.writeString(release.resolve("notes.txt"), "read me");
    edit(release, manifest -> ((ObjectNode) manifest.get("files")).putObject("notes.txt"));
    sign(release, "notes.txt");
  }

  private void repeatAnItem(Path release) throws Exception {
    Path items = release.resolve("items.txt");
    Files.writeString(items, Files.readString(items).replace("item-2\n", "item-1\n"));
    sign(release, "items.txt");
  }

  /** A sparse file, which takes no disk space. */
  private void growManifest(Path release) throws Exception {
    try (RandomAccessFile file =
        new RandomAccessFile(release.resolve("release.json").toFile(), "rw")) {
      file.setLength(1L << 30);
    }
  }

  private void escapeFromTheRegistry() throws Exception {
    Path alias = folder.resolve("registry/aliases/production");
    Path written = folder.resolve("registry/aliases/.written");
    Files.writeString(written, "../../elsewhere\n");
    Files.move(written, alias, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
