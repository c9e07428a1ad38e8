package io.intereststream.model.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.model.release.FileFault;
import io.intereststream.model.release.ReleaseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The moves of a registry's aliases, oldest first, one JSON object per line. A line without a line
 * feed at its end is incomplete: it comes from a writer that was killed, and the next writer
 * overwrites it.
 */
final class AliasHistory {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path file;

  AliasHistory(RegistryLayout registry) {
    this.file = registry.history();
  }

  /** Appends a move that is about to be made. The caller must hold the registry's lock. */
  void append(AliasMove move) {
    boolean first = !Files.exists(file);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = endOfLines(channel);
      channel.truncate(end).position(end);
      DurableFiles.append(
          channel,
          ByteBuffer.wrap((JSON.writeValueAsString(move) + "\n").getBytes(StandardCharsets.UTF_8)));
      if (first) {
        DurableFiles.force(file.toAbsolutePath().getParent());
      }
    } catch (IOException e) {
      throw FileFault.unwritable(file, e);
    }
  }

  /**
   * Returns the moves of an alias, including those that were recorded but not made.
   *
   * @throws ReleaseException if a line is not a move
   */
  List<AliasMove> moves(String alias) {
    String text = text();
    List<AliasMove> moves = new ArrayList<>();
    int start = 0;
    int number = 1;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      AliasMove move = parse(text.substring(start, end), number);
      if (move.alias().equals(alias)) {
        moves.add(move);
      }
      start = end + 1;
      number++;
    }
    return moves;
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw FileFault.unreadable(file, e);
    }
  }

  private AliasMove parse(String line, int number) {
    try {
      AliasMove move = JSON.readValue(line, AliasMove.class);
      if (move != null && move.alias() != null && move.to() != null && move.cause() != null) {
        return move;
      }
      throw wrong(line, number, null);
    } catch (JsonProcessingException e) {
      throw wrong(line, number, e);
    }
  }

  private ReleaseException wrong(String line, int number, Exception cause) {
    return new ReleaseException(
        ("%s:%d: '%s' (expected: a JSON object with alias, from, to and cause; repair the line, or"
                + " use 'model activate' instead of a rollback)")
            .formatted(file, number, line),
        cause);
  }

  /** Returns the size up to the last line feed. */
  private static long endOfLines(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long end = channel.size(); end > 0; end--) {
      channel.read(one.clear(), end - 1);
      if (one.get(0) == '\n') {
        return end;
      }
    }
    return 0;
  }
}
