package io.intereststream.model.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One tensor of a safetensors header.
 *
 * @param begin its first byte, counted from the start of the file
 * @param end one past its last byte
 */
record TensorEntry(String name, TensorType type, long[] shape, long begin, long end) {

  /**
   * Reads all entries of a header and checks that they cover the data without gaps or overlaps.
   *
   * @param data where the data begins in the file
   * @param length bytes of data in the file
   */
  static Map<String, TensorEntry> all(Path file, JsonNode header, long data, long length) {
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (!field.getKey().equals("__metadata__")) {
        entries.put(field.getKey(), one(file, field.getKey(), field.getValue(), data, length));
      }
    }
    List<TensorEntry> ordered = new ArrayList<>(entries.values());
    ordered.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
    long covered = data;
    for (TensorEntry entry : ordered) {
      if (entry.begin != covered) {
        throw new ReleaseException(
            String.format(
                "%s: tensor %s: begins at byte %d of the data (expected: %d, without gap"
                    + " or overlap)",
                file, entry.name, entry.begin - data, covered - data));
      }
      covered = entry.end;
    }
    if (covered != data + length) {
      throw new ReleaseException(
          String.format(
              "%s: %d bytes of data (expected: %d, as in the header)",
              file, length, covered - data));
    }
    return entries;
  }

  private static TensorEntry one(Path file, String name, JsonNode json, long data, long length) {
    String where = file + ": tensor " + name + ": ";
    TensorType type = type(where, json.path("dtype"));
    long[] shape = wholeNumbers(where + "shape ", json.path("shape"));
    long[] offsets = wholeNumbers(where + "data_offsets ", json.path("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > length) {
      throw new ReleaseException(
          String.format(
              "%sdata_offsets %s (expected: begin <= end <= %d, the bytes of data in the file)",
              where, Arrays.toString(offsets), length));
    }
    long bytes = type.bytes;
    try {
      for (long size : shape) {
        bytes = Math.multiplyExact(bytes, size);
      }
    } catch (ArithmeticException e) {
      throw new ReleaseException(
          where + "shape " + Arrays.toString(shape) + " (expected: less than 2^63 bytes)", e);
    }
    if (bytes != offsets[1] - offsets[0]) {
      throw new ReleaseException(
          String.format(
              "%s%d bytes (expected: %d for %s %s)",
              where, offsets[1] - offsets[0], bytes, type, Arrays.toString(shape)));
    }
    return new TensorEntry(name, type, shape, data + offsets[0], data + offsets[1]);
  }

  private static TensorType type(String where, JsonNode json) {
    for (TensorType type : TensorType.values()) {
      if (type.name().equals(json.textValue())) {
        return type;
      }
    }
    throw new ReleaseException(
        where + "type " + json + " (expected: " + Arrays.toString(TensorType.values()) + ")");
  }

  private static long[] wholeNumbers(String where, JsonNode json) {
    long[] numbers = new long[json.size()];
    boolean good = json.isArray();
    for (int i = 0; good && i < numbers.length; i++) {
      numbers[i] = json.path(i).longValue();
      good = json.path(i).isIntegralNumber() && json.path(i).canConvertToLong() && numbers[i] >= 0;
    }
    if (!good) {
      throw new ReleaseException(where + json + " (expected: a list of whole numbers >= 0)");
    }
    return numbers;
  }
}
