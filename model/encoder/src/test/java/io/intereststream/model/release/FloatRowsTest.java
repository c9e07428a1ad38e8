package io.intereststream.model.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloatRowsTest {

  private static final int WIDTH = 5;

  /** Room for three rows and a bit. */
  private static final int BLOCK = 3 * WIDTH * Float.BYTES + 8;

  @TempDir Path temporary;

  private static float[] values(int rows) {
    float[] values = new float[rows * WIDTH];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static void fill(FloatRows rows, float[] values) {
    float[] row = new float[WIDTH];
    for (int i = 0; i < rows.rows(); i++) {
      System.arraycopy(values, i * WIDTH, row, 0, WIDTH);
      rows.write(i, row);
    }
  }

  private FloatRows mapped(float[] values, int rows, int blockBytes) throws Exception {
    ByteBuffer bytes =
        ByteBuffer.allocate(4 + values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(7);
    bytes.asFloatBuffer().put(values);
    Path file = Files.write(temporary.resolve("rows"), bytes.array());
    try (FileChannel channel = FileChannel.open(file)) {
      return FloatRows.mapped("rows", channel, 4, rows, WIDTH, blockBytes);
    }
  }

  @Test
  void rowsOfSeveralBlocksAreReadAsTheyWereWritten() throws Exception {
    for (int count : new int[] {1, 2, 3, 4, 9, 11}) {
      float[] values = values(count);
      try (FloatRows direct = FloatRows.direct("rows", count, WIDTH, Throttle.NONE, BLOCK);
          FloatRows mapped = mapped(values, count, BLOCK)) {
        fill(direct, values);
        assertThat(direct.bytes()).isEqualTo(4L * values.length);
        for (FloatRows rows :
            new FloatRows[] {direct, mapped, FloatRows.of("rows", values, WIDTH)}) {
          assertThat(rows.rows()).isEqualTo(count);
          assertThat(rows.width()).isEqualTo(WIDTH);
          assertThat(rows.toArray()).isEqualTo(values);
        }
      }
    }
  }

  @Test
  void aRowGoesWhereItIsToGo() {
    try (FloatRows rows = FloatRows.direct("rows", 4, WIDTH, Throttle.NONE, BLOCK)) {
      float[] values = values(4);
      fill(rows, values);
      float[] into = new float[WIDTH + 2];
      rows.read(3, into, 1);
      assertThat(into[0]).isZero();
      assertThat(into[1]).isEqualTo(values[3 * WIDTH]);
      assertThat(into[WIDTH]).isEqualTo(values[4 * WIDTH - 1]);
      assertThat(into[WIDTH + 1]).isZero();
    }
  }

  @Test
  void aMissingRowIsRejected() throws Exception {
    float[] into = new float[WIDTH];
    for (int blockBytes : new int[] {BLOCK, 1 << 20}) {
      try (FloatRows direct = FloatRows.direct("rows", 3, WIDTH, Throttle.NONE, blockBytes);
          FloatRows mapped = mapped(values(3), 3, blockBytes)) {
        for (FloatRows rows :
            new FloatRows[] {direct, mapped, FloatRows.of("rows", values(3), WIDTH)}) {
          for (int row : new int[] {3, 4, 100, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> rows.read(row, into, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
          }
        }
      }
    }
  }

  @Test
  void aClosedTableRejectsReadsAndIsClosedOnce() throws Exception {
    FloatRows direct = FloatRows.direct("table of x", 3, WIDTH, Throttle.NONE, BLOCK);
    FloatRows mapped = mapped(values(3), 3, BLOCK);
    for (FloatRows rows : new FloatRows[] {direct, mapped}) {
      rows.close();
      rows.close();
      assertThatThrownBy(() -> rows.read(0, new float[WIDTH], 0))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> direct.write(0, new float[WIDTH]))
        .hasMessage("table of x: closed (expected: a release that is still open)");
  }

  @Test
  void closingGivesDirectMemoryBackAtOnce() {
    // Each takes three quarters of what the test JVM may have (-Xmx).
    int rows = (int) (Runtime.getRuntime().maxMemory() / 4 * 3 / 4096);
    for (int i = 0; i < 3; i++) {
      FloatRows.direct("rows", rows, 1024, Throttle.NONE).close();
    }
  }

  @Test
  void moreDirectMemoryThanTheLimitIsRejectedAndNothingIsKept() {
    int rows = (int) (Runtime.getRuntime().maxMemory() * 3 / 2 / 4096);
    assertThatThrownBy(() -> FloatRows.direct("item table of release x", rows, 1024, Throttle.NONE))
        .isInstanceOf(NoDirectMemoryException.class)
        .hasMessageStartingWith(
            "item table of release x: needs %,d bytes of direct memory, but the JVM's limit is too"
                .formatted(rows * 4096L));
    closingGivesDirectMemoryBackAtOnce();
  }

  @Test
  void aTensorBeyondTwoGigabytesIsMappedAndOutlivesItsFile() throws Exception {
    int items = 700_000;
    int d = 1024;
    long data = (long) items * d * Float.BYTES;
    byte[] header =
        "{\"v\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}"
            .formatted(items, d, data)
            .getBytes(StandardCharsets.UTF_8);
    Path file = temporary.resolve("sparse.safetensors");
    ByteBuffer last = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 1.5f);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      sparse.write(length.putLong(0, header.length).array());
      sparse.write(header);
      sparse.seek(8 + header.length + data - 4);
      sparse.write(last.array());
    }
    try (FloatRows rows = Safetensors.open(file).rows("v", items, d)) {
      Files.delete(file);
      float[] row = new float[d];
      rows.read(items - 1, row, 0);
      assertThat(row[d - 1]).isEqualTo(1.5f);
      assertThat(row[d - 2]).isZero();
      rows.read(items - 2, row, 0);
      assertThat(row).containsOnly(0);
    }
  }
}
