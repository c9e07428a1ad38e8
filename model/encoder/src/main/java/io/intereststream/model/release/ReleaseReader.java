package io.intereststream.model.release;

import io.intereststream.history.ItemFingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Reads one release, cheap checks first. It uses only the bytes that it hashed. */
final class ReleaseReader {

  /** Opens and hashes one of the files. */
  @FunctionalInterface
  private interface Opener {
    HashedFile open(String file, ReleaseManifest.FileEntry expected);
  }

  private final ReleaseFolder folder;
  private final Opener opener;
  private final FormReader forms;
  private final ToLongFunction<byte[]> fingerprint;
  private final Throttle throttle;

  private ReleaseReader(
      ReleaseFolder folder,
      Opener opener,
      FormReader forms,
      ToLongFunction<byte[]> fingerprint,
      Throttle throttle) {
    this.folder = folder;
    this.opener = opener;
    this.forms = forms;
    this.fingerprint = fingerprint;
    this.throttle = throttle;
  }

  /**
   * Creates a reader of a release that stays where it is.
   *
   * @param forms reads architecture and options
   * @param fingerprint computes the fingerprint of an item id in UTF-8; only tests use another than
   *     {@link ItemFingerprint}
   * @param throttle slows reading down
   */
  static ReleaseReader inPlace(
      Path directory, FormReader forms, ToLongFunction<byte[]> fingerprint, Throttle throttle) {
    return new ReleaseReader(
        ReleaseFolder.local(directory),
        (file, expected) -> HashedFile.inPlace(directory.resolve(file), expected, throttle),
        forms,
        fingerprint,
        throttle);
  }

  /**
   * Creates a reader of a private copy of a release.
   *
   * @param into folder for the copies of its files
   */
  static ReleaseReader copying(
      ReleaseFolder folder, Path into, FormReader forms, Throttle throttle) {
    return new ReleaseReader(
        folder,
        (file, expected) -> HashedFile.copy(folder, file, expected, into, throttle),
        forms,
        ItemFingerprint::of,
        throttle);
  }

  ReleaseData read() {
    Path manifestFile = folder.path(ReleaseFiles.MANIFEST);
    byte[] json = manifestBytes(manifestFile);
    ReleaseManifest manifest = ReleaseManifest.parse(manifestFile, json, forms);
    checkFiles(manifestFile, manifest);
    Map<String, ReleaseManifest.FileEntry> files = manifest.files();
    files.forEach((name, entry) -> checkSize(name, entry.bytes()));
    List<FloatRows> mapped = new ArrayList<>();
    ReleaseData release = null;
    // Small files first, so that their faults are found before the large file is read.
    byte[] items = bytes(ReleaseFiles.ITEMS, files.get(ReleaseFiles.ITEMS));
    try (HashedFile probed = opener.open(ReleaseFiles.PROBE, files.get(ReleaseFiles.PROBE));
        HashedFile weights = opener.open(ReleaseFiles.WEIGHTS, files.get(ReleaseFiles.WEIGHTS))) {
      Map<String, float[]> tensors = tensors(weights, manifest, mapped);
      Vocabulary vocabulary =
          Vocabulary.read(
              folder.path(ReleaseFiles.ITEMS), items, manifest.items(), fingerprint, throttle);
      ProbeData probe = ProbeData.read(probed, manifest);
      release =
          new ReleaseData(
              manifest,
              Hashing.sha256(json),
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

  private byte[] manifestBytes(Path file) {
    try (InputStream in = folder.open(ReleaseFiles.MANIFEST)) {
      return ReleaseManifest.bytes(file, in);
    } catch (IOException e) {
      throw FileFault.unreadable(file, e);
    }
  }

  /**
   * Checks that the manifest lists exactly these files, so that everyone who copies a release knows
   * its files.
   */
  private static void checkFiles(Path manifestFile, ReleaseManifest manifest) {
    for (String name : ReleaseFiles.LISTED) {
      if (!manifest.files().containsKey(name)) {
        throw new ReleaseException(
            manifestFile + ": field files." + name + ": missing (expected: its bytes and sha256)");
      }
    }
    for (String name : manifest.files().keySet()) {
      if (!ReleaseFiles.LISTED.contains(name)) {
        throw new ReleaseException(
            "%s: field files.%s: unexpected (expected: only %s)"
                .formatted(manifestFile, name, String.join(", ", ReleaseFiles.LISTED)));
      }
    }
  }

  /** Returns size and SHA-256 of a file. */
  static ReleaseManifest.FileEntry entry(Path file) throws IOException {
    Hashing hashing = new Hashing(Throttle.NONE);
    ByteBuffer buffer = hashing.buffer();
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer.array()); n >= 0; n = in.read(buffer.array())) {
        hashing.take(buffer.clear().limit(n));
      }
    }
    return hashing.entry();
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

  private void checkSize(String file, long expected) {
    Path path = folder.path(file);
    try {
      long bytes = folder.size(file);
      if (bytes != expected) {
        throw Hashing.wrongSize(path, bytes, expected);
      }
    } catch (IOException e) {
      if (FileFault.isMissing(e)) {
        throw ReleaseException.temporary(path + ": missing (expected: " + expected + " bytes)", e);
      }
      throw FileFault.unreadable(path, e);
    }
  }

  /** Reads a whole file, and checks its size and hash. */
  private byte[] bytes(String file, ReleaseManifest.FileEntry expected) {
    Path path = folder.path(file);
    try (InputStream in = folder.open(file)) {
      byte[] bytes = in.readAllBytes();
      Hashing hashing = new Hashing(throttle);
      hashing.take(ByteBuffer.wrap(bytes));
      hashing.check(path, expected);
      return bytes;
    } catch (IOException e) {
      throw FileFault.unreadable(path, e);
    } catch (OutOfMemoryError e) {
      throw ReleaseException.temporary(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads and checks the tensors.
   *
   * @param mapped receives the tables that stay in the file: item vectors, then biases if there are
   *     any
   * @return the other tensors
   */
  private Map<String, float[]> tensors(
      HashedFile weights, ReleaseManifest manifest, List<FloatRows> mapped) {
    Path path = weights.name();
    Safetensors file = Safetensors.open(weights);
    Map<String, long[]> shapes = new LinkedHashMap<>(manifest.form().tensors(manifest.sizes()));
    for (String name : file.names()) {
      if (!shapes.containsKey(name)) {
        throw new ReleaseException(
            String.format(
                "%s: tensor %s: unexpected (expected: only %s, by architecture and options in %s)",
                path, name, String.join(", ", shapes.keySet()), ReleaseFiles.MANIFEST));
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
}
