package io.intereststream.deploy.bench.latency;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A file of {@link UpdateRow}s, in the order in which they arrived. */
final class UpdateLog {
  /** Bytes of a row. */
  private static final int ROW = 4 * Long.BYTES + Integer.BYTES;

  private static final int BUFFER = 1 << 16;

  private UpdateLog() {}

  /** Appends rows to the file; thread-safe. */
  static final class Writer implements AutoCloseable {
    private final DataOutputStream out;
    private long rows;

    Writer(Path file) throws IOException {
      out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    synchronized void write(UpdateRow row) throws IOException {
      out.writeLong(row.dueAt());
      out.writeLong(row.madeAt());
      out.writeLong(row.arrivedAt());
      out.writeInt(row.keyGroup());
      out.writeLong(row.epoch());
      rows++;
    }

    /** Makes all rows visible to readers of the file, and returns their number. */
    synchronized long flush() throws IOException {
      out.flush();
      return rows;
    }

    @Override
    public synchronized void close() throws IOException {
      out.close();
    }
  }

  /**
   * Reads rows.
   *
   * @param from number of rows to skip
   * @param to number of rows up to which to read
   */
  static void read(Path file, long from, long to, Consumer<UpdateRow> sink) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
      in.skipNBytes(from * ROW);
      for (long i = from; i < to; i++) {
        sink.accept(
            new UpdateRow(
                in.readLong(), in.readLong(), in.readLong(), in.readInt(), in.readLong()));
      }
    }
  }
}
