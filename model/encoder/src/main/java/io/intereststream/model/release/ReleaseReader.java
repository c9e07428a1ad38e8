package io.intereststream.model.release;

import io.intereststream.history.ItemFingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Reads one release directory, cheap checks first. */
final class ReleaseReader {

  private static final int BUFFER = 1 << 18;

  private final Path directory;
  private final FormReader forms;
  private final ToLongFunction<byte[]> fingerprint;
  private final Throttle throttle;

  /**
   * Creates a reader.
   *
   * @param forms reads architecture and options
   * @param fingerprint computes the fingerprint of an item id in UTF-8; only tests use another than
   *     {@link ItemFingerprint}
   * @param throttle slows reading down
   */
  ReleaseReader(
      Path directory, FormReader forms, ToLongFunction<byte[]> fingerprint, Throttle throttle) {
    this.directory = directory;
    this.forms = forms;
    this.fingerprint = fingerprint;
    this.throttle = throttle;
  }

  ReleaseData read() {
    if (!FileFault.isFolder(directory)) {
      throw new ReleaseException(directory + ": missing (expected: the folder of a release)");
    }
    Path manifestFile = directory.resolve(ReleaseFiles.MANIFEST);
    byte[] json = ReleaseManifest.bytes(manifestFile);
    ReleaseManifest manifest = ReleaseManifest.parse(manifestFile, json, forms);
    for (String name : ReleaseFiles.LISTED) {
      if (!manifest.files().containsKey(name)) {
        throw new ReleaseException(
            manifestFile + ": field files." + name + ": missing (expected: its bytes and sha256)");
      }
    }
    for (Map.Entry<String, ReleaseManifest.FileEntry> file : manifest.files().entrySet()) {
      checkSize(directory.resolve(file.getKey()), file.getValue().bytes());
    }
    for (Map.Entry<String, ReleaseManifest.FileEntry> file : manifest.files().entrySet()) {
      checkHash(directory.resolve(file.getKey()), file.getValue().sha256());
    }
    List<FloatRows> mapped = new ArrayList<>();
    ReleaseData release = null;
    try {
      Map<String, float[]> tensors = tensors(manifest, mapped);
      Vocabulary vocabulary =
          Vocabulary.read(
              directory.resolve(ReleaseFiles.ITEMS), manifest.items(), fingerprint, throttle);
      ProbeData probe = ProbeData.read(directory.resolve(ReleaseFiles.PROBE), manifest);
      release =
          new ReleaseData(
              manifest,
              HexFormat.of().formatHex(sha256().digest(json)),
              manifest.form().served(tensors, manifest.sizes()),
              new ItemVectors(mapped.get(0), manifest.form().servesUnitVectors()),
              mapped.size() > 1 ? mapped.get(1) : null,
              vocabulary,
              probe,
              throttle);
      return release;
    } finally {
      if (release == null) {
        mapped.forEach(FloatRows::close);
      }
    }
  }

  /** Returns size and SHA-256 of a file. */
  static ReleaseManifest.FileEntry entry(Path file, Throttle throttle) throws IOException {
    MessageDigest digest = sha256();
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      Throttle.Loop loop = throttle.startLoop();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        bytes += n;
        loop.afterStep();
      }
    }
    return new ReleaseManifest.FileEntry(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /**
   * Checks that every value of a float32 tensor is finite; the message names tensor, row and
   * column.
   */
  static void checkFinite(Path file, String tensor, float[] values, long[] shape) {
    checkFinite(file, tensor, values, 0, shape);
  }

  /** Checks a table row by row. */
  private void checkFinite(Path file, String tensor, FloatRows rows, long[] shape) {
    float[] values = new float[rows.width()];
    Throttle.Loop loop = throttle.startLoop();
    for (int row = 0; row < rows.rows(); row++) {
      rows.read(row, values, 0);
      checkFinite(file, tensor, values, (long) row * values.length, shape);
      loop.afterStep();
    }
  }

  private static void checkFinite(
      Path file, String tensor, float[] values, long first, long[] shape) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        long at = first + i;
        long columns = shape[shape.length - 1];
        throw new ReleaseException(
            shape.length == 1
                ? String.format(
                    "%s: tensor %s: %s at %d (expected: finite)", file, tensor, values[i], at)
                : String.format(
                    "%s: tensor %s: %s in row %d, column %d (expected: finite)",
                    file, tensor, values[i], at / columns, at % columns));
      }
    }
  }

  private static void checkSize(Path file, long expected) {
    try {
      long bytes = Files.size(file);
      if (bytes != expected) {
        throw new ReleaseException(
            String.format(
                "%s: %d bytes%s (expected: %d, as in %s)",
                file,
                bytes,
                bytes < expected ? ", truncated" : "",
                expected,
                ReleaseFiles.MANIFEST));
      }
    } catch (NoSuchFileException e) {
      throw new ReleaseException(file + ": missing (expected: " + expected + " bytes)", e);
    } catch (IOException e) {
      throw FileFault.unreadable(file, e);
    }
  }

  private void checkHash(Path file, String expected) {
    try {
      String sha256 = entry(file, throttle).sha256();
      if (!sha256.equals(expected)) {
        throw new ReleaseException(
            String.format(
                "%s: SHA-256 %s (expected: %s, as in %s)",
                file, sha256, expected, ReleaseFiles.MANIFEST));
      }
    } catch (IOException e) {
      throw FileFault.unreadable(file, e);
    }
  }

  /**
   * Reads and checks the tensors.
   *
   * @param mapped receives the tables that stay in the file: item vectors, then biases if there are
   *     any
   * @return the other tensors
   */
  private Map<String, float[]> tensors(ReleaseManifest manifest, List<FloatRows> mapped) {
    Path path = directory.resolve(ReleaseFiles.WEIGHTS);
    Safetensors file = Safetensors.open(path);
    Map<String, long[]> shapes = new LinkedHashMap<>(manifest.form().tensors(manifest.sizes()));
    for (String name : file.names()) {
      if (!shapes.containsKey(name)) {
        throw new ReleaseException(
            String.format(
                "%s: tensor %s: found (expected: none, by fields architecture and options of %s)",
                path, name, ReleaseFiles.MANIFEST));
      }
    }
    Map<String, float[]> tensors = new LinkedHashMap<>();
    for (String name : List.of(ReleaseData.ITEM_VECTORS, ReleaseData.ITEM_BIAS)) {
      long[] shape = shapes.remove(name);
      if (shape != null) {
        FloatRows rows = file.rows(name, shape);
        mapped.add(rows);
        checkFinite(path, name, rows, shape);
      }
    }
    for (Map.Entry<String, long[]> shape : shapes.entrySet()) {
      float[] values = file.floats(shape.getKey(), shape.getValue());
      checkFinite(path, shape.getKey(), values, shape.getValue());
      tensors.put(shape.getKey(), values);
    }
    return tensors;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
