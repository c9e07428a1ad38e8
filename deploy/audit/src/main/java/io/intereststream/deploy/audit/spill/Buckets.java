package io.intereststream.deploy.audit.spill;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Entries on disk, divided by the hash of their key, so that all entries of a key are read together
 * and a bucket fits into memory. The names of the files are deleted as soon as they are open, so
 * the files disappear when the process ends in any way. Not thread-safe.
 */
public final class Buckets implements AutoCloseable {
  private static final int WRITE_BUFFER = 1 << 15;
  private static final int READ_BUFFER = 1 << 18;
  private static final Kind[] KINDS = Kind.values();

  private final Path parent;
  private final List<FileChannel> files = new ArrayList<>();
  private final List<DataOutputStream> outputs = new ArrayList<>();
  private long bytes;

  /**
   * Creates the files.
   *
   * @param parent folder with space for a copy of the topics
   * @param count number of buckets
   */
  public Buckets(Path parent, int count) {
    this.parent = parent;
    try {
      Path folder = Files.createTempDirectory(parent, "interest-stream-audit-");
      try {
        for (int i = 0; i < count; i++) {
          open(folder.resolve("bucket-" + i));
        }
      } finally {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      close();
      throw fault(e);
    }
  }

  private void open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    files.add(channel);
    Files.delete(file);
    outputs.add(
        new DataOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(channel), WRITE_BUFFER)));
  }

  /** Number of buckets. */
  public int count() {
    return files.size();
  }

  /** Bytes written so far. */
  public long bytes() {
    return bytes;
  }

  /** Adds an entry. */
  public void add(Entry entry) {
    byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
    byte[] payload = entry.payload();
    DataOutputStream out = outputs.get(Math.floorMod(spread(entry.key()), files.size()));
    try {
      out.writeByte(entry.kind().ordinal());
      out.writeInt(key.length);
      out.write(key);
      out.writeInt(payload == null ? -1 : payload.length);
      if (payload != null) {
        out.write(payload);
      }
    } catch (IOException e) {
      throw fault(e);
    }
    bytes += 9L + key.length + (payload == null ? 0 : payload.length);
  }

  private static int spread(String key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return hash ^ hash >>> 16;
  }

  /** Passes the entries of a bucket to a sink, in the order in which they were added. */
  public void read(int bucket, Consumer<Entry> sink) {
    try {
      outputs.get(bucket).flush();
      FileChannel file = files.get(bucket);
      long left = file.position();
      file.position(0);
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), READ_BUFFER));
      while (left > 0) {
        Kind kind = KINDS[in.readByte()];
        byte[] key = in.readNBytes(in.readInt());
        int length = in.readInt();
        byte[] payload = length < 0 ? null : in.readNBytes(length);
        left -= 9L + key.length + Math.max(0, length);
        sink.accept(new Entry(kind, new String(key, StandardCharsets.UTF_8), payload));
      }
      file.truncate(0);
    } catch (IOException e) {
      throw fault(e);
    }
  }

  private InterestStreamException fault(IOException e) {
    return InterestStreamException.environment(
        "temporary files in %s: %s (expected: space for a copy of the topics; set -Djava.io.tmpdir)"
            .formatted(parent, IoFault.reason(e)),
        e);
  }

  @Override
  public void close() {
    for (FileChannel file : files) {
      try {
        file.close();
      } catch (IOException e) {
        // The file is not needed any more.
      }
    }
  }
}
