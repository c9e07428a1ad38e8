package io.intereststream.model.registry;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.encoder.cmi.CmiWeights;
import io.intereststream.model.release.FileFault;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ProbeData;
import io.intereststream.model.release.ReleaseData;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.ReleaseManifest;
import io.intereststream.model.release.ReleaseName;
import io.intereststream.model.release.SafetensorsWriter;
import io.intereststream.model.serving.Release;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes a complete release: tensors as they are served, vocabulary, a probe computed by the {@link
 * ReferenceEncoder}, and the manifest. The release is written to a hidden folder next to the
 * target, read back with all checks, checked with its probe, and then renamed.
 */
public final class ReleaseWriter {

  private final String version;
  private final Map<String, float[]> tensors;
  private final List<String> itemIds;
  private ModelSizes sizes;
  private double temperature = 0.1;
  private ModelForm form;
  private Instant createdAt = Instant.now();
  private Map<String, Object> training = Map.of();
  private Map<String, Object> metrics = Map.of();

  /**
   * Creates a writer.
   *
   * @param version version of the release
   * @param form architecture and options
   * @param sizes sizes of the model
   * @param tensors row-major float32 by name, those of {@link ModelForm#tensors}
   * @param itemIds the item of each row
   */
  public ReleaseWriter(
      String version,
      ModelForm form,
      ModelSizes sizes,
      Map<String, float[]> tensors,
      List<String> itemIds) {
    if (itemIds.size() != sizes.items()) {
      throw new IllegalArgumentException(
          "item ids: " + itemIds.size() + " (expected: " + sizes.items() + ")");
    }
    this.version = version;
    this.form = form;
    this.sizes = sizes;
    this.tensors = new LinkedHashMap<>(tensors);
    this.itemIds = List.copyOf(itemIds);
  }

  /**
   * Creates a writer of CMI; by default in the paper's form and with a window of 100.
   *
   * @param version version of the release
   * @param weights the tensors; rows of v and g need not be normalised
   * @param itemIds the item of each row
   */
  public ReleaseWriter(String version, CmiWeights weights, List<String> itemIds) {
    this(
        version,
        CmiForm.PAPER,
        new ModelSizes(
            weights.itemCount(), weights.dimension(), weights.interests(), weights.hidden(), 100),
        weights.tensors(),
        itemIds);
  }

  /** Sets the maximum number of known items of a history that are encoded. */
  public ReleaseWriter window(int newWindow) {
    sizes = sizes.withWindow(newWindow);
    return this;
  }

  /** Sets the temperature ε of CMI's softmax over categories; default 0.1. */
  public ReleaseWriter temperature(double newTemperature) {
    temperature = newTemperature;
    return this;
  }

  /** Sets the form; the tensors must be those of the form. */
  public ReleaseWriter form(ModelForm newForm) {
    form = newForm;
    return this;
  }

  /** Sets the time of creation; default now. */
  public ReleaseWriter createdAt(Instant newCreatedAt) {
    createdAt = newCreatedAt;
    return this;
  }

  /** Sets data and settings of the training: any JSON values. */
  public ReleaseWriter training(Map<String, Object> newTraining) {
    training = newTraining;
    return this;
  }

  /** Sets the results of the evaluation: any JSON values. */
  public ReleaseWriter metrics(Map<String, Object> newMetrics) {
    metrics = newMetrics;
    return this;
  }

  /**
   * Writes the release.
   *
   * @param directory must not exist yet
   * @param probe histories of the probe, rows oldest first; at least one, none empty; the last
   *     {@code window} rows of each are used
   * @return the release, read back
   * @throws ReleaseException if {@code directory} exists, or if the release would not be valid
   */
  public Release write(Path directory, List<int[]> probe) {
    checkText();
    checkForm();
    Path target = directory.toAbsolutePath().normalize();
    if (Files.exists(target)) {
      throw new ReleaseException(target + ": exists (expected: nothing; releases never change)");
    }
    try {
      Files.createDirectories(target.getParent());
      // Not Files.createTempDirectory: only its owner could read the release.
      Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
      Files.createDirectory(temporary);
      try {
        fill(temporary, probe);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(temporary);
      }
    } catch (IOException e) {
      throw FileFault.unwritable(target, e);
    }
    return Release.read(target);
  }

  private void checkText() {
    ReleaseName.check("version", version);
    for (int row = 0; row < itemIds.size(); row++) {
      String id = itemIds.get(row);
      if (id.isEmpty() || id.indexOf('\n') >= 0) {
        throw new ReleaseException(
            "item id of row %d: '%s' (expected: a non-empty id without a line feed)"
                .formatted(row, id));
      }
    }
  }

  private void checkForm() {
    try {
      form.check(sizes);
    } catch (IllegalArgumentException e) {
      throw new ReleaseException(e.getMessage(), e);
    }
    Map<String, long[]> shapes = form.tensors(sizes);
    for (String name : tensors.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new ReleaseException(
            "tensor %s: unexpected (expected: only %s, by architecture and options)"
                .formatted(name, String.join(", ", shapes.keySet())));
      }
    }
    for (Map.Entry<String, long[]> shape : shapes.entrySet()) {
      checkLength(shape.getKey(), shape.getValue());
    }
  }

  private void checkLength(String name, long[] shape) {
    float[] values = tensors.get(name);
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (values == null || values.length != length) {
      throw new ReleaseException(
          String.format(
              "tensor %s: %s (expected: %d values, shape %s, by architecture and options)",
              name,
              values == null ? "missing" : values.length + " values",
              length,
              Arrays.toString(shape)));
    }
  }

  private void fill(Path folder, List<int[]> histories) throws IOException {
    Map<String, float[]> served = form.served(tensors, sizes);
    SafetensorsWriter weights = new SafetensorsWriter();
    form.tensors(sizes).forEach((name, shape) -> weights.floats(name, served.get(name), shape));
    weights.write(folder.resolve(ReleaseFiles.WEIGHTS));
    Files.write(folder.resolve(ReleaseFiles.ITEMS), itemIds, StandardCharsets.UTF_8);

    ReleaseManifest manifest = manifest(Map.of());
    Path probe = folder.resolve(ReleaseFiles.PROBE);
    Release unprobed = Release.of(ReleaseData.ofArrays(manifest, served));
    try (ReferenceEncoder encoder = unprobed.reference()) {
      probe(unprobed, encoder, histories).write(probe);
    }

    Map<String, ReleaseManifest.FileEntry> files = new LinkedHashMap<>();
    for (String name : ReleaseFiles.LISTED) {
      files.put(name, ReleaseManifest.FileEntry.of(folder.resolve(name)));
    }
    Files.writeString(folder.resolve(ReleaseFiles.MANIFEST), manifest(files).toJson());
    try (Release written = Release.read(folder)) {
      written.probe().check(written.encoders().get());
    }
  }

  private static SafetensorsWriter probe(Release release, Encoder encoder, List<int[]> histories) {
    List<int[]> newest = histories.stream().map(h -> release.data().newest(h, 0)).toList();
    List<Interests> encoded = encoder.encode(newest);
    int d = release.dimension();
    float[] interests = new float[newest.size() * release.interests() * d];
    float[] general = new float[newest.size() * d];
    for (int p = 0; p < newest.size(); p++) {
      Interests of = encoded.get(p);
      for (int i = 0; i < of.count(); i++) {
        int row = p * release.interests() + of.categories()[i];
        System.arraycopy(of.vectors(), i * d, interests, row * d, d);
      }
      System.arraycopy(of.general(), 0, general, p * d, d);
    }
    return ProbeData.tensors(release.manifest(), newest, interests, general);
  }

  private ReleaseManifest manifest(Map<String, ReleaseManifest.FileEntry> files) {
    return new ReleaseManifest(
        ReleaseManifest.FORMAT,
        version,
        createdAt.truncatedTo(ChronoUnit.SECONDS).toString(),
        sizes.dimension(),
        sizes.interests(),
        sizes.hidden(),
        sizes.window(),
        form.hasTemperature() ? temperature : 0,
        sizes.items(),
        files,
        form,
        training,
        metrics);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
