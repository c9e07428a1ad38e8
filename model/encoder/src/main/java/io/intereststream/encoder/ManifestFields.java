package io.intereststream.encoder;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The fields of one {@code release.json}, each checked as it is taken. */
final class ManifestFields {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final JsonNode json;

  ManifestFields(Path file, JsonNode json) {
    this.file = file;
    this.json = json;
  }

  /** Returns a whole number from 1 to {@code largest}. */
  int size(String name, int largest) throws ReleaseException {
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
  double positive(String name) throws ReleaseException {
    double value = json.path(name).doubleValue();
    if (!json.path(name).isNumber() || !(value > 0) || Double.isInfinite(value)) {
      throw wrong(name, "a number > 0");
    }
    return value;
  }

  /** Returns a text that is not empty. */
  String text(String name) throws ReleaseException {
    if (!json.path(name).isTextual() || json.path(name).textValue().isEmpty()) {
      throw wrong(name, "a text");
    }
    return json.path(name).textValue();
  }

  /** Returns an object as a map; empty if absent. */
  Map<String, Object> map(String name, TypeReference<? extends Map<String, Object>> type)
      throws ReleaseException {
    if (json.path(name).isMissingNode() || json.path(name).isNull()) {
      return Map.of();
    }
    if (!json.path(name).isObject()) {
      throw wrong(name, "an object");
    }
    return JSON.convertValue(json.path(name), type);
  }

  /** Returns the entries of {@code files}; their names are plain, so that all lie in the folder. */
  Map<String, ReleaseManifest.FileEntry> files() throws ReleaseException {
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

  /** Returns the exception for a field; {@code name} may be a path with dots. */
  ReleaseException wrong(String name, String expected) {
    JsonNode found = json.at("/" + name.replace("~", "~0").replace("/", "~1").replace('.', '/'));
    return new ReleaseException(
        String.format(
            "%s: field %s: %s (expected: %s)",
            file, name, found.isMissingNode() ? "missing" : found, expected));
  }
}
