package io.intereststream.model.release;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads a safetensors file: a little-endian 64-bit header length, a JSON header, the tensors'
 * bytes. The whole header is checked when the file is opened; tensors are read on demand through a
 * memory map. The file may be longer than 2 GiB, a tensor may have up to 2^31 - 9 elements.
 */
public final class Safetensors {

  private static final int LONGEST_HEADER = 64 << 20;

  /** Bytes mapped at once; a multiple of every element size. */
  private static final long MAPPED = 1L << 28;

  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final Path file;

  /** Null for a file that is opened by its name whenever a tensor is read. */
  private final FileChannel opened;

  private final Map<String, TensorEntry> tensors;

  private Safetensors(Path file, FileChannel opened, Map<String, TensorEntry> tensors) {
    this.file = file;
    this.opened = opened;
    this.tensors = tensors;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws ReleaseException if the file is missing or its header does not describe it
   */
  public static Safetensors open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new Safetensors(file, null, header(file, channel));
    } catch (IOException e) {
      throw FileFault.unreadable(file, e);
    }
  }

  /**
   * Checks the header of a file that is open, and reads its tensors from there.
   *
   * @param hashed file, which must stay open while tensors are read
   */
  static Safetensors open(HashedFile hashed) {
    try {
      return new Safetensors(
          hashed.name(), hashed.channel(), header(hashed.name(), hashed.channel()));
    } catch (IOException e) {
      throw FileFault.unreadable(hashed.name(), e);
    }
  }

  private static Map<String, TensorEntry> header(Path file, FileChannel channel)
      throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new ReleaseException(file + ": " + size + " bytes (expected: at least 8)");
    }
    long header = read(channel, 0, Long.BYTES).getLong();
    long longest = Math.min(LONGEST_HEADER, size - Long.BYTES);
    if (header < 2 || header > longest) {
      throw new ReleaseException(
          String.format(
              "%s: header of %s bytes (expected: 2 to %d in a file of %d bytes)",
              file, Long.toUnsignedString(header), longest, size));
    }
    JsonNode json = parse(file, read(channel, Long.BYTES, (int) header).array());
    long data = Long.BYTES + header;
    return TensorEntry.all(file, json, data, size - data);
  }

  /** Returns the names of the tensors, in the order of the header. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /**
   * Returns the shape of a tensor.
   *
   * @throws ReleaseException if there is none of that name
   */
  public long[] shape(String name) {
    return tensor(name).shape().clone();
  }

  /**
   * Reads a float32 tensor, row-major.
   *
   * @param shape the required shape; none: any shape
   * @throws ReleaseException if it is missing, or of another type or shape
   */
  public float[] floats(String name, long... shape) {
    TensorEntry tensor = expect(name, TensorType.F32, shape);
    float[] values = new float[elements(tensor)];
    read(tensor, (bytes, from, n) -> bytes.asFloatBuffer().get(values, from, n));
    return values;
  }

  /** Reads all tensors, which must be float32, by name; see {@link #floats}. */
  public Map<String, float[]> allFloats() {
    Map<String, float[]> all = new LinkedHashMap<>();
    for (String name : names()) {
      all.put(name, floats(name));
    }
    return all;
  }

  /** Reads a float64 tensor; see {@link #floats}. */
  public double[] doubles(String name, long... shape) {
    TensorEntry tensor = expect(name, TensorType.F64, shape);
    double[] values = new double[elements(tensor)];
    read(tensor, (bytes, from, n) -> bytes.asDoubleBuffer().get(values, from, n));
    return values;
  }

  /** Reads an int64 tensor; see {@link #floats}. */
  public long[] longs(String name, long... shape) {
    TensorEntry tensor = expect(name, TensorType.I64, shape);
    long[] values = new long[elements(tensor)];
    read(tensor, (bytes, from, n) -> bytes.asLongBuffer().get(values, from, n));
    return values;
  }

  /**
   * Maps a float32 tensor [rows] or [rows, width].
   *
   * @param shape the required shape
   * @throws ReleaseException if it is missing, or of another type or shape
   */
  FloatRows rows(String name, long... shape) {
    TensorEntry tensor = expect(name, TensorType.F32, shape);
    int width = shape.length == 1 ? 1 : Math.toIntExact(shape[1]);
    try (Opened channel = open(tensor)) {
      return FloatRows.mapped(
          file + ": tensor " + name,
          channel.channel,
          tensor.begin(),
          Math.toIntExact(shape[0]),
          width);
    } catch (IOException e) {
      throw unreadable(tensor, e);
    }
  }

  private TensorEntry tensor(String name) {
    TensorEntry tensor = tensors.get(name);
    if (tensor == null) {
      throw new ReleaseException(
          file + ": tensor " + name + ": missing (found: " + tensors.keySet() + ")");
    }
    return tensor;
  }

  private TensorEntry expect(String name, TensorType type, long... shape) {
    TensorEntry tensor = tensor(name);
    if (tensor.type() != type) {
      throw new ReleaseException(
          file + ": tensor " + name + ": type " + tensor.type() + " (expected: " + type + ")");
    }
    if (shape.length > 0 && !Arrays.equals(shape, tensor.shape())) {
      throw new ReleaseException(
          String.format(
              "%s: tensor %s: shape %s (expected: %s)",
              file, name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
    }
    return tensor;
  }

  private int elements(TensorEntry tensor) {
    long elements = (tensor.end() - tensor.begin()) / tensor.type().bytes;
    if (elements > MOST_ELEMENTS) {
      throw new ReleaseException(
          String.format(
              "%s: tensor %s: %d elements (expected: at most %d)",
              file, tensor.name(), elements, MOST_ELEMENTS));
    }
    return (int) elements;
  }

  private interface Sink {
    void take(ByteBuffer bytes, int from, int elements);
  }

  private void read(TensorEntry tensor, Sink sink) {
    try (Opened channel = open(tensor)) {
      for (long at = tensor.begin(); at < tensor.end(); at += MAPPED) {
        long length = Math.min(MAPPED, tensor.end() - at);
        ByteBuffer bytes = channel.channel.map(FileChannel.MapMode.READ_ONLY, at, length);
        try {
          sink.take(
              bytes.order(ByteOrder.LITTLE_ENDIAN),
              (int) ((at - tensor.begin()) / tensor.type().bytes),
              (int) (length / tensor.type().bytes));
        } finally {
          // Freed now and not by the garbage collector: while the file is mapped, the space of a
          // deleted file is not free.
          DirectMemory.free(bytes);
        }
      }
    } catch (IOException e) {
      throw unreadable(tensor, e);
    }
  }

  /**
   * A channel to read with.
   *
   * @param own whether it is closed after that
   */
  private record Opened(FileChannel channel, boolean own) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      if (own) {
        channel.close();
      }
    }
  }

  private Opened open(TensorEntry tensor) throws IOException {
    Opened channel =
        opened != null
            ? new Opened(opened, false)
            : new Opened(FileChannel.open(file, StandardOpenOption.READ), true);
    long size = channel.channel.size();
    if (size < tensor.end()) {
      channel.close();
      throw ReleaseException.temporary(
          String.format(
              "%s: %d bytes (expected: %d, as when it was opened)", file, size, tensor.end()),
          null);
    }
    return channel;
  }

  private ReleaseException unreadable(TensorEntry tensor, IOException e) {
    return new ReleaseException(
        file + ": tensor " + tensor.name() + ": cannot be read: " + FileFault.reason(e, "read"), e);
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new IOException("end of file at byte " + (at + bytes.position()));
      }
    }
    return bytes.flip();
  }

  private static JsonNode parse(Path file, byte[] header) {
    try {
      JsonNode json = JSON.readTree(header);
      if (json.isObject()) {
        return json;
      }
      throw new ReleaseException(
          file + ": header: " + json.getNodeType() + " (expected: a JSON object)");
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new ReleaseException(
          file + ": header: not JSON: " + reason + " (expected: a JSON object)", e);
    }
  }
}
