package io.intereststream.deploy.cli.encode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads tensors of a safetensors file, without the code under test. */
final class GoldenTensors {
  private final ByteBuffer bytes;
  private final JsonNode header;
  private final int start;

  GoldenTensors(Path file) throws IOException {
    bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(bytes.getLong(0));
    header =
        new ObjectMapper().readTree(new String(bytes.array(), 8, length, StandardCharsets.UTF_8));
    start = 8 + length;
  }

  int size(String name, int axis) {
    return header.path(name).path("shape").get(axis).asInt();
  }

  long integer(String name, int index) {
    return bytes.getLong(offset(name, "I64") + 8 * index);
  }

  double real(String name, int index) {
    return bytes.getDouble(offset(name, "F64") + 8 * index);
  }

  private int offset(String name, String type) {
    JsonNode tensor = header.path(name);
    if (!tensor.path("dtype").asText().equals(type)) {
      throw new IllegalArgumentException(name + ": " + tensor + " (expected: " + type + ")");
    }
    return start + tensor.path("data_offsets").get(0).asInt();
  }
}
