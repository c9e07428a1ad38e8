package io.intereststream.job.simulation;

import io.intereststream.job.update.InMemoryReleases.Loading;
import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.encoder.gru4rec.Gru4RecForm;
import io.intereststream.model.encoder.routing.MindForm;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.registry.RegistryLayout;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A registry on disk with small releases, good and bad, and the alias {@code production}. The
 * releases stay the same; simulations move the alias.
 */
public final class SimulatedRegistry implements AutoCloseable {
  static final List<String> GOOD = List.of("v1-gru", "v2-mind", "v3-cmi");
  static final String SLOW = "slow";
  static final String FLAKY = "flaky";
  static final String BROKEN = "broken";

  /** Items that the releases know: {@code item-0} and so on. */
  static final int ITEMS = 40;

  private static final int WINDOW = 6;
  private static final int ALIAS_BYTES = 32;

  private final Path root;
  private final RegistryLayout layout;
  private final FileChannel alias;
  private final Map<String, Loading> loadings = new LinkedHashMap<>();

  /** Writes the releases into a folder. */
  public SimulatedRegistry(Path root) throws IOException {
    this.root = root;
    this.layout = new RegistryLayout(root);
    Path aliases = Files.createDirectories(root.resolve("aliases"));
    alias =
        FileChannel.open(
            aliases.resolve("production"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    write("v1-gru", new Gru4RecForm(), 8);
    write("v2-mind", new MindForm(3), 9);
    write("v3-cmi", CmiForm.PAPER, 10);
    copy(SLOW, "v3-cmi", new Loading(null, 20_000, 0));
    copy(FLAKY, "v1-gru", new Loading(null, 10, 2));
    copy(BROKEN, "v2-mind", null);
    Path weights = root.resolve("releases").resolve(BROKEN).resolve("weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
  }

  private void write(String version, ModelForm form, long seed) throws IOException {
    RandomRelease.of(version)
        .form(form)
        .sizes(ITEMS, 8, 2, 4, WINDOW)
        .seed(seed)
        .deviation(0.4)
        .probe(List.of(new int[] {0}, new int[] {1, 0}))
        .write(layout.release(version))
        .close();
    long delay = version.equals("v2-mind") ? 50 : 0;
    loadings.put(version, new Loading(Release.read(layout.release(version)), delay, 0));
  }

  private void copy(String version, String of, Loading loading) throws IOException {
    Path folder = RandomRelease.copyBelow(root.resolve("releases"), version, layout.release(of));
    loadings.put(
        version,
        loading == null
            ? new Loading(null, 30, 0)
            : new Loading(Release.read(folder), loading.delayMs(), loading.passingFaults()));
  }

  /** Address of the registry's folder. */
  public String address() {
    return root.toString();
  }

  /** How each release loads, by version. */
  public Map<String, Loading> loadings() {
    return loadings;
  }

  /** A good release. */
  public Release release(String version) {
    return loadings.get(version).release();
  }

  /** Whether a version can be activated. */
  boolean isGood(String version) {
    Loading loading = loadings.get(version);
    return loading != null && loading.release() != null;
  }

  /** The releases that can be loaded, as they are announced. */
  public List<ModelRelease> good() {
    return loadings.entrySet().stream()
        .filter(each -> each.getValue().release() != null)
        .map(
            each ->
                ModelRelease.newBuilder()
                    .setVersion(each.getKey())
                    .setEpoch(0)
                    .setLocation(layout.release(each.getKey()).toString())
                    .setManifestSha256(each.getValue().release().manifestSha256())
                    .build())
        .toList();
  }

  /** Writes something into the alias; in place, since a disk takes its time to open a file. */
  void point(String text) throws IOException {
    byte[] padded = (text + " ".repeat(ALIAS_BYTES)).getBytes(StandardCharsets.UTF_8);
    alias.write(ByteBuffer.wrap(padded, 0, ALIAS_BYTES), 0);
  }

  @Override
  public void close() throws IOException {
    alias.close();
    loadings
        .values()
        .forEach(
            loading -> {
              if (loading.release() != null) {
                loading.release().close();
              }
            });
  }
}
