package io.intereststream.model.release;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a safetensors file: add the tensors, then {@link #write}. The header is padded with spaces
 * to a multiple of eight bytes, so that every tensor is aligned.
 */
public final class SafetensorsWriter {

  private static final int CHUNK = 1 << 16;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode header = JSON.createObjectNode();
  private final List<Body> bodies = new ArrayList<>();
  private long offset;

  private record Body(int elements, int elementBytes, Source source) {}

  private interface Source {
    void put(ByteBuffer into, int from, int elements);
  }

  /** Adds a float32 tensor, row-major. */
  public SafetensorsWriter floats(String name, float[] values, long... shape) {
    return add(
        name,
        TensorType.F32,
        values.length,
        shape,
        (into, from, n) -> into.asFloatBuffer().put(values, from, n));
  }

  /** Adds a float64 tensor, row-major. */
  public SafetensorsWriter doubles(String name, double[] values, long... shape) {
    return add(
        name,
        TensorType.F64,
        values.length,
        shape,
        (into, from, n) -> into.asDoubleBuffer().put(values, from, n));
  }

  /** Adds an int64 tensor, row-major. */
  public SafetensorsWriter longs(String name, long[] values, long... shape) {
    return add(
        name,
        TensorType.I64,
        values.length,
        shape,
        (into, from, n) -> into.asLongBuffer().put(values, from, n));
  }

  /** Writes a new file. */
  public void write(Path file) throws IOException {
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(padded).put(json);
    while (start.hasRemaining()) {
      start.put((byte) ' ');
    }
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      out.write(start.array());
      byte[] bytes = new byte[CHUNK * Double.BYTES];
      ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (Body body : bodies) {
        for (int from = 0; from < body.elements; from += CHUNK) {
          int n = Math.min(CHUNK, body.elements - from);
          body.source.put(chunk, from, n);
          out.write(bytes, 0, n * body.elementBytes);
        }
      }
    }
  }

  private SafetensorsWriter add(
      String name, TensorType type, int elements, long[] shape, Source source) {
    long expected = 1;
    for (long size : shape) {
      expected = Math.multiplyExact(expected, size);
    }
    if (header.has(name)) {
      throw new IllegalArgumentException("tensor " + name + ": added twice");
    }
    if (elements != expected) {
      throw new IllegalArgumentException(
          String.format(
              "tensor %s: %d elements (expected: %d, by its shape)", name, elements, expected));
    }
    ObjectNode tensor = header.putObject(name).put("dtype", type.name());
    for (long size : shape) {
      tensor.withArray("/shape").add(size);
    }
    if (shape.length == 0) {
      tensor.putArray("shape");
    }
    long end = offset + (long) elements * type.bytes;
    tensor.putArray("data_offsets").add(offset).add(end);
    offset = end;
    bodies.add(new Body(elements, type.bytes, source));
    return this;
  }
}
