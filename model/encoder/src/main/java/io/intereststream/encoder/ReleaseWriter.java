package io.intereststream.encoder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes a complete release: weights with unit rows of v and g, vocabulary, a probe computed by the
 * {@link ReferenceEncoder}, and the manifest. It is written into a hidden folder beside the target,
 * read back with every check, probed, and only then renamed.
 */
public final class ReleaseWriter {

  private final String version;
  private final CmiWeights weights;
  private final List<String> itemIds;
  private int window = 100;
  private double temperature = 0.1;
  private CmiForm form = CmiForm.PAPER;
  private Instant createdAt = Instant.now();
  private Map<String, Object> training = Map.of();
  private Map<String, Object> metrics = Map.of();

  /**
   * Creates a writer.
   *
   * @param version name of the release
   * @param weights the tensors; rows of v and g may have any length
   * @param itemIds the item of each row
   */
  public ReleaseWriter(String version, CmiWeights weights, List<String> itemIds) {
    if (itemIds.size() != weights.itemCount()) {
      throw new IllegalArgumentException(
          "item ids: " + itemIds.size() + " (expected: " + weights.itemCount() + ")");
    }
    this.version = version;
    this.weights = weights.normalised();
    this.itemIds = List.copyOf(itemIds);
  }

  /** Sets how many known items of a history are encoded at most; 100 if not set. */
  public ReleaseWriter window(int newWindow) {
    window = newWindow;
    return this;
  }

  /** Sets the temperature ε of the softmax over categories; 0.1 if not set. */
  public ReleaseWriter temperature(double newTemperature) {
    temperature = newTemperature;
    return this;
  }

  /**
   * Sets the form of the encoder, the paper's if not set. The weights must have what it says: a
   * general interest, an item bias.
   */
  public ReleaseWriter form(CmiForm newForm) {
    form = newForm;
    return this;
  }

  /** Sets when the release was made; now if not set. */
  public ReleaseWriter createdAt(Instant newCreatedAt) {
    createdAt = newCreatedAt;
    return this;
  }

  /** Sets what the model was trained on and how: JSON values, free form. */
  public ReleaseWriter training(Map<String, Object> newTraining) {
    training = newTraining;
    return this;
  }

  /** Sets what was measured: JSON values, free form. */
  public ReleaseWriter metrics(Map<String, Object> newMetrics) {
    metrics = newMetrics;
    return this;
  }

  /**
   * Writes the release.
   *
   * @param directory must not exist yet
   * @param probe histories of the probe, rows oldest first, at least one and none empty; the last
   *     {@code window} rows of each are taken
   * @return the release, read back
   * @throws ReleaseException if there is something at {@code directory}, or if what was given is no
   *     valid release
   */
  public Release write(Path directory, List<int[]> probe) throws ReleaseException {
    checkText();
    checkForm();
    Path target = directory.toAbsolutePath().normalize();
    if (Files.exists(target)) {
      throw new ReleaseException(target + ": exists (expected: nothing; releases never change)");
    }
    try {
      Files.createDirectories(target.getParent());
      // Not a "temporary" folder of the library: those are for their owner's eyes only.
      Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
      Files.createDirectory(temporary);
      try {
        fill(temporary, probe);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(temporary);
      }
    } catch (IOException e) {
      throw new ReleaseException(target + ": cannot be written: " + e, e);
    }
    return Release.read(target);
  }

  private void checkText() throws ReleaseException {
    ReleaseName.check("version", version);
    for (int row = 0; row < itemIds.size(); row++) {
      String id = itemIds.get(row);
      if (id.isEmpty() || id.indexOf('\n') >= 0) {
        throw new ReleaseException(
            "item id of row " + row + ": '" + id + "' (expected: a text without line feed)");
      }
    }
  }

  private void checkForm() throws ReleaseException {
    expect("general", form.general(), weights.general() != null);
    expect("bias", form.bias(), weights.itemBias() != null);
    if (form.forgets() && form.halfLives().size() != weights.interests()) {
      throw new ReleaseException(
          String.format(
              "form: %d half-lives (expected: %d, one for each category)",
              form.halfLives().size(), weights.interests()));
    }
  }

  private static void expect(String what, boolean inForm, boolean inWeights)
      throws ReleaseException {
    if (inForm != inWeights) {
      throw new ReleaseException(
          String.format("form: %s %s (expected: %s, as the weights)", what, inForm, inWeights));
    }
  }

  private void fill(Path folder, List<int[]> histories) throws IOException, ReleaseException {
    SafetensorsWriter tensors = new SafetensorsWriter();
    weights
        .tensors()
        .forEach(
            (name, values) ->
                tensors.floats(
                    name,
                    values,
                    CmiWeights.shape(
                        name,
                        weights.itemCount(),
                        weights.dimension(),
                        weights.interests(),
                        weights.hidden())));
    tensors.write(folder.resolve(Release.WEIGHTS));
    Files.write(folder.resolve(Release.ITEMS), itemIds, StandardCharsets.UTF_8);

    ReleaseManifest manifest = manifest(Map.of());
    Path probe = folder.resolve(Release.PROBE);
    Release unprobed = new Release(manifest, "", weights, null, null);
    try (ReferenceEncoder encoder = new ReferenceEncoder(unprobed)) {
      probe(unprobed, encoder, histories).write(probe);
    }

    Map<String, ReleaseManifest.FileEntry> files = new LinkedHashMap<>();
    for (String name : List.of(Release.WEIGHTS, Release.ITEMS, Release.PROBE)) {
      files.put(name, ReleaseReader.entry(folder.resolve(name)));
    }
    Files.writeString(folder.resolve(ReleaseManifest.FILE), manifest(files).toJson());
    Release written = Release.read(folder);
    written.probe().check(new IncrementalEncoder(new ItemTable(written)));
  }

  private static SafetensorsWriter probe(Release release, Encoder encoder, List<int[]> histories) {
    List<int[]> newest = histories.stream().map(h -> release.newest(h, 0)).toList();
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
    return Probe.tensors(release.manifest(), newest, interests, general);
  }

  private ReleaseManifest manifest(Map<String, ReleaseManifest.FileEntry> files) {
    return new ReleaseManifest(
        ReleaseManifest.FORMAT,
        version,
        ReleaseManifest.ARCHITECTURE,
        createdAt.truncatedTo(ChronoUnit.SECONDS).toString(),
        weights.dimension(),
        weights.interests(),
        weights.hidden(),
        window,
        temperature,
        weights.itemCount(),
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
