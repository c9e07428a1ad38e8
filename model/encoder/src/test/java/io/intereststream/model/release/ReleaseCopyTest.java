package io.intereststream.model.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.serving.Release;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A private copy stays what was hashed, whatever becomes of the files that it was made of. */
class ReleaseCopyTest {

  private static final int ITEMS = 3000;

  @TempDir private Path temporary;
  private Path source;
  private Path weights;
  private Path copies;

  @BeforeEach
  void write() {
    source = RandomRelease.of("v1").sizes(ITEMS, 16, 2, 4, 10).writeBelow(temporary);
    weights = source.resolve(ReleaseFiles.WEIGHTS);
    copies = temporary.resolve("copies");
  }

  private Release copy() {
    return Release.copy(ReleaseFolder.local(source), copies, Throttle.NONE);
  }

  /** Vectors of one history over the whole table. */
  private static float[] vectors(Release release, ItemTables tables) {
    Encoder encoder = release.encoders(tables).get();
    return encoder.encode(List.of(new int[] {0, ITEMS / 2, ITEMS - 1})).get(0).vectors();
  }

  @ParameterizedTest
  @EnumSource
  void filesThatAreOverwrittenCutOrDeletedLaterDoNotMatter(ItemTables tables) throws Exception {
    float[] expected;
    try (Release release = Release.read(source)) {
      expected = vectors(release, tables);
    }
    try (Release release = copy()) {
      try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
        file.seek(file.length() / 2);
        file.write(new byte[(int) (file.length() / 2)]);
      }
      assertThat(vectors(release, tables)).isEqualTo(expected);
    }
    write(Files.createDirectory(temporary.resolve("again")));
    try (Release release = copy()) {
      try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
        file.setLength(100);
      }
      assertThat(vectors(release, tables)).as("cut").isEqualTo(expected);
      Files.delete(weights);
      assertThat(vectors(release, tables)).as("deleted").isEqualTo(expected);
    }
  }

  private void write(Path parent) {
    source = RandomRelease.of("v1").sizes(ITEMS, 16, 2, 4, 10).writeBelow(parent);
    weights = source.resolve(ReleaseFiles.WEIGHTS);
  }

  @Test
  void aCopyHasNoNameThatAnybodyCouldOpenAndLeavesNothing() throws Exception {
    try (Release release = copy()) {
      assertThat(release.version()).isEqualTo("v1");
      assertThat(copies).isEmptyDirectory();
    }
    Files.write(weights, new byte[100]);
    assertThatThrownBy(this::copy).isInstanceOf(ReleaseException.class);
    assertThat(copies).isEmptyDirectory();
  }

  @Test
  void whatIsHashedIsWhatIsCopiedEvenIfTheFileChangesMeanwhile() {
    ReleaseFolder changing =
        new ReleaseFolder() {
          @Override
          public Path path(String file) {
            return source.resolve(file);
          }

          @Override
          public long size(String file) throws IOException {
            return Files.size(path(file));
          }

          /** Overwrites the end of the weights while their beginning is read. */
          @Override
          public InputStream open(String file) throws IOException {
            InputStream in = Files.newInputStream(path(file));
            return !file.equals(ReleaseFiles.WEIGHTS)
                ? in
                : new FilterInputStream(in) {
                  private boolean changed;

                  @Override
                  public int read(byte[] into, int from, int length) throws IOException {
                    int n = super.read(into, from, Math.min(length, 1000));
                    if (!changed) {
                      changed = true;
                      try (RandomAccessFile other = new RandomAccessFile(weights.toFile(), "rw")) {
                        other.seek(other.length() - 8);
                        other.write(new byte[8]);
                      }
                    }
                    return n;
                  }
                };
          }
        };
    assertThatThrownBy(() -> Release.copy(changing, copies, Throttle.NONE))
        .isInstanceOfSatisfying(ReleaseException.class, e -> assertThat(e.isTemporary()).isTrue())
        .hasMessageContaining(weights + ": SHA-256 ");
    assertThat(copies).isEmptyDirectory();
  }

  @Test
  void aFileThatGrewIsNotCopiedToItsEnd() throws Exception {
    ReleaseManifest.FileEntry expected = ReleaseManifest.FileEntry.of(weights);
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    assertThatThrownBy(
            () ->
                HashedFile.copy(
                    ReleaseFolder.local(source),
                    ReleaseFiles.WEIGHTS,
                    expected,
                    copies,
                    Throttle.NONE))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("(expected: " + expected.bytes() + ", as in release.json)");
  }

  @Test
  void aDiskWithoutRoomIsSaidToBeTheReason() throws Exception {
    Files.createDirectory(copies);
    long bytes = Files.getFileStore(copies).getUsableSpace() + (1L << 30);
    try (RandomAccessFile sparse = new RandomAccessFile(weights.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
    assertThatThrownBy(
            () ->
                HashedFile.copy(
                    ReleaseFolder.local(source),
                    ReleaseFiles.WEIGHTS,
                    new ReleaseManifest.FileEntry(bytes, "0".repeat(64)),
                    copies,
                    Throttle.NONE))
        .isInstanceOfSatisfying(ReleaseException.class, e -> assertThat(e.isTemporary()).isTrue())
        .hasMessageStartingWith(weights + ": cannot be copied to " + copies + ": ")
        .hasMessageContaining(" bytes free (expected: room for %,d bytes)".formatted(bytes));
    assertThat(copies).isEmptyDirectory();
  }

  @Test
  void aFileThatTakesThePlaceOfAHashedOneIsNotRead() throws Exception {
    Path other = temporary.resolve("other");
    new SafetensorsWriter().floats("f", new float[] {2}, 1).write(other);
    Path file = temporary.resolve("f.safetensors");
    new SafetensorsWriter().floats("f", new float[] {1}, 1).write(file);
    try (HashedFile hashed =
        HashedFile.inPlace(file, ReleaseManifest.FileEntry.of(file), Throttle.NONE)) {
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
      assertThat(Safetensors.open(hashed).floats("f")).containsExactly(1);
      try (FloatRows rows = Safetensors.open(hashed).rows("f", 1)) {
        assertThat(rows.toArray()).containsExactly(1);
      }
    }
  }
}
