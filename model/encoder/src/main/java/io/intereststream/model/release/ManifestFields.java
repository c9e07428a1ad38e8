package io.intereststream.model.release;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The fields of one {@code release.json}; each is checked when it is read. */
public final class ManifestFields {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final JsonNode json;

  /** Prefix of field names in messages. */
  private final String prefix;

  ManifestFields(Path file, JsonNode json) {
    this(file, json, "");
  }

  private ManifestFields(Path file, JsonNode json, String prefix) {
    this.file = file;
    this.json = json;
    this.prefix = prefix;
  }

  /** Returns the fields of an object; none if it is absent. */
  public ManifestFields of(String name) {
    if (has(name) && !json.path(name).isObject()) {
      throw wrong(name, "an object");
    }
    return new ManifestFields(file, json.path(name), prefix + name + ".");
  }

  /**
   * Checks that there are no fields other than these. Unknown fields of a manifest are ignored, but
   * an unknown option would change the vectors.
   */
  public void expectOnly(List<String> known) {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!known.contains(field.getKey())) {
        throw wrong(
            field.getKey(),
            known.isEmpty()
                ? "no options; this architecture has none"
                : "only known options: " + String.join(", ", known));
      }
    }
  }

  /** Returns whether there is a field of that name that is not null. */
  public boolean has(String name) {
    return json.hasNonNull(name);
  }

  /** Returns a whole number from 1 to {@code largest}. */
  public int size(String name, int largest) {
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < 1
        || value.intValue() > largest) {
      throw wrong(name, "a whole number from 1 to " + largest);
    }
    return value.intValue();
  }

  /** Returns a finite number above 0. */
  public double positive(String name) {
    if (!isPositive(json.path(name))) {
      throw wrong(name, "a number > 0");
    }
    return json.path(name).doubleValue();
  }

  /** Returns a list of finite numbers above 0. */
  public List<Double> positives(String name, int count) {
    List<Double> values = new ArrayList<>();
    for (JsonNode value : json.path(name)) {
      if (isPositive(value)) {
        values.add(value.doubleValue());
      }
    }
    if (!json.path(name).isArray() || values.size() != count || json.path(name).size() != count) {
      throw wrong(name, "a list of " + count + " numbers > 0");
    }
    return values;
  }

  /** Returns a finite number. */
  public double number(String name) {
    double value = json.path(name).doubleValue();
    if (!json.path(name).isNumber() || !Double.isFinite(value)) {
      throw wrong(name, "a number");
    }
    return value;
  }

  /** Returns true or false. */
  public boolean flag(String name, boolean ifAbsent) {
    if (has(name) && !json.path(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return has(name) ? json.path(name).booleanValue() : ifAbsent;
  }

  /** Returns one of two strings; the first if absent. */
  public String choice(String name, String first, String second) {
    String value = has(name) ? json.path(name).asText() : first;
    if (!value.equals(first) && !value.equals(second)) {
      throw wrong(name, '"' + first + "\" or \"" + second + '"');
    }
    return value;
  }

  /** Returns a string that is not empty. */
  public String text(String name) {
    if (!json.path(name).isTextual() || json.path(name).textValue().isEmpty()) {
      throw wrong(name, "a non-empty string");
    }
    return json.path(name).textValue();
  }

  /** Returns an object as a map; empty if absent. */
  Map<String, Object> map(String name, TypeReference<? extends Map<String, Object>> type) {
    if (json.path(name).isMissingNode() || json.path(name).isNull()) {
      return Map.of();
    }
    if (!json.path(name).isObject()) {
      throw wrong(name, "an object");
    }
    return JSON.convertValue(json.path(name), type);
  }

  /** Returns the entries of {@code files}; names are plain, so that no path leaves the folder. */
  Map<String, ReleaseManifest.FileEntry> files() {
    if (!json.path("files").isObject()) {
      throw wrong("files", "an object");
    }
    Map<String, ReleaseManifest.FileEntry> files = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.path("files").properties()) {
      String name = ReleaseName.check(file + ": file name in field files", entry.getKey());
      JsonNode bytes = entry.getValue().path("bytes");
      String sha256 = entry.getValue().path("sha256").asText();
      if (!bytes.isIntegralNumber()
          || !bytes.canConvertToLong()
          || bytes.longValue() < 0
          || !SHA256.matcher(sha256).matches()) {
        throw new ReleaseException(
            file
                + ": field files."
                + name
                + ": "
                + entry.getValue()
                + " (expected: bytes, a whole number >= 0, and sha256, 64 digits 0-9 a-f)");
      }
      files.put(name, new ReleaseManifest.FileEntry(bytes.longValue(), sha256));
    }
    return files;
  }

  /** Returns the exception for a field. */
  public ReleaseException wrong(String name, String expected) {
    JsonNode found = json.path(name);
    return new ReleaseException(
        String.format(
            "%s: field %s: %s (expected: %s)",
            file, prefix + name, found.isMissingNode() ? "missing" : found, expected));
  }

  private static boolean isPositive(JsonNode node) {
    return node.isNumber() && node.doubleValue() > 0 && Double.isFinite(node.doubleValue());
  }
}
