package io.intereststream.model.release;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of {@code release.json}. Other fields are ignored.
 *
 * @param format number of the release format, {@value #FORMAT}
 * @param version version of the release, usable as a folder name
 * @param createdAt time of creation as written, ISO 8601
 * @param dimension length d of an item's row and of an interest
 * @param interests maximum number L of interests of a viewer
 * @param hidden size of the hidden layer or of the GRU's state; 0 in a form without one
 * @param window maximum number of known items of a history that are encoded
 * @param temperature ε of CMI's softmax over categories; 0 in other architectures
 * @param items rows of the vocabulary
 * @param files size and hash of every other file of the release, by name
 * @param form {@code architecture} with its {@code options}, such as "mind" with {"iterations": 3};
 *     unknown options are rejected
 * @param training data and settings of the training; any JSON values
 * @param metrics results of the evaluation; any JSON values
 */
public record ReleaseManifest(
    int format,
    String version,
    String createdAt,
    int dimension,
    int interests,
    int hidden,
    int window,
    double temperature,
    int items,
    Map<String, FileEntry> files,
    ModelForm form,
    Map<String, Object> training,
    Map<String, Object> metrics) {

  /** The only known format. */
  public static final int FORMAT = 1;

  private static final int LONGEST = 1 << 20;

  /** Maximum of d, L, hidden and window; the product of any two fits an int. */
  private static final int LARGEST_SIZE = 16_384;

  private static final int MOST_FLOATS = Integer.MAX_VALUE - 8;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final TypeReference<LinkedHashMap<String, Object>> FREE_FORM =
      new TypeReference<>() {};

  /**
   * Size and hash of one file.
   *
   * @param bytes size in bytes
   * @param sha256 SHA-256, lower-case hexadecimal
   */
  public record FileEntry(long bytes, String sha256) {

    /** Returns size and hash of a file. */
    public static FileEntry of(Path file) throws IOException {
      return ReleaseReader.entry(file);
    }
  }

  /** Makes the maps immutable. */
  public ReleaseManifest {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    training = Collections.unmodifiableMap(new LinkedHashMap<>(training));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /**
   * Reads and checks a {@code release.json}.
   *
   * @param forms reads architecture and options
   * @throws ReleaseException if it is missing, longer than 1 MiB, not JSON, of an unknown format,
   *     architecture or option, if a field is missing or out of range, or if it names another
   *     version than its folder in a registry
   */
  public static ReleaseManifest read(Path file, FormReader forms) {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(file, bytes(file, in), forms);
    } catch (IOException e) {
      throw FileFault.unreadable(file, e);
    }
  }

  static byte[] bytes(Path file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw new ReleaseException(
          file + ": more than " + LONGEST + " bytes (expected: at most " + LONGEST + ")");
    }
    return bytes;
  }

  /**
   * Reads and checks the bytes of a {@code release.json}; see {@link #read}.
   *
   * @param file for messages, and for the name of the folder
   */
  public static ReleaseManifest parse(Path file, byte[] bytes, FormReader forms) {
    JsonNode json;
    try {
      json = JSON.readTree(bytes);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new ReleaseException(file + ": not JSON: " + reason, e);
    }
    if (!json.isObject()) {
      throw new ReleaseException(file + ": " + json.getNodeType() + " (expected: a JSON object)");
    }
    ManifestFields fields = new ManifestFields(file, json);
    int format = fields.size("format", Integer.MAX_VALUE);
    if (format != FORMAT) {
      throw fields.wrong("format", String.valueOf(FORMAT));
    }
    int dimension = fields.size("dimension", LARGEST_SIZE);
    int interests = fields.size("interests", LARGEST_SIZE);
    ModelForm form = forms.read(fields, interests);
    ReleaseManifest manifest =
        new ReleaseManifest(
            format,
            ReleaseName.check(file + ": field version", fields.text("version")),
            fields.text("created_at"),
            dimension,
            interests,
            form.hasHidden() ? fields.size("hidden", LARGEST_SIZE) : 0,
            fields.size("window", LARGEST_SIZE),
            form.hasTemperature() ? fields.positive("temperature") : 0,
            fields.size("items", MOST_FLOATS / dimension),
            fields.files(),
            form,
            fields.map("training", FREE_FORM),
            fields.map("metrics", FREE_FORM));
    manifest.checkFolder(file);
    try {
      form.check(manifest.sizes());
    } catch (IllegalArgumentException e) {
      throw new ReleaseException(file + ": " + e.getMessage(), e);
    }
    return manifest;
  }

  /**
   * Checks that in a registry the folder has the name of the version; elsewhere a folder may have
   * any name.
   */
  private void checkFolder(Path file) {
    Path folder = file.getParent();
    Path parent = folder == null ? null : folder.getParent();
    if (parent == null || !parent.endsWith(ReleaseFiles.RELEASES)) {
      return;
    }
    String name = folder.getFileName().toString();
    // A hidden folder is one in which a release is being prepared.
    if (!name.equals(version) && !name.startsWith(".")) {
      throw new ReleaseException(
          "%s: field version: '%s' (expected: '%s', the name of its folder)"
              .formatted(file, version, name));
    }
  }

  /** Returns the name of the architecture. */
  public String architecture() {
    return form.architecture();
  }

  /** Returns the sizes of the model. */
  public ModelSizes sizes() {
    return new ModelSizes(items, dimension, interests, hidden, window);
  }

  /** Returns the text of {@code release.json}. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", format).put("version", version).put("architecture", architecture());
    json.put("created_at", createdAt);
    json.put("dimension", dimension).put("interests", interests);
    if (form.hasHidden()) {
      json.put("hidden", hidden);
    }
    json.put("window", window);
    if (form.hasTemperature()) {
      json.put("temperature", temperature);
    }
    json.put("items", items);
    ObjectNode entries = json.putObject("files");
    files.forEach(
        (name, entry) ->
            entries.putObject(name).put("bytes", entry.bytes).put("sha256", entry.sha256));
    if (!form.options().isEmpty()) {
      json.set("options", JSON.valueToTree(form.options()));
    }
    json.set("training", JSON.valueToTree(training));
    json.set("metrics", JSON.valueToTree(metrics));
    return json.toPrettyString() + "\n";
  }
}
