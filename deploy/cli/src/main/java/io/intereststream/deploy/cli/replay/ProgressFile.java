package io.intereststream.deploy.cli.replay;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Stores how far a data set was replayed to a topic. JSON with {@code data}, {@code topic} and
 * {@code position} (the last row up to which all events are on the topic).
 */
final class ProgressFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final String data;
  private final String topic;

  ProgressFile(Path file, String data, String topic) {
    this.file = file.toAbsolutePath();
    this.data = data;
    this.topic = topic;
  }

  /**
   * The row after which to resume; 0 if there is no file yet.
   *
   * @throws InterestStreamException if the file belongs to another data set or topic
   */
  long read() {
    if (!Files.exists(file)) {
      return 0;
    }
    JsonNode node;
    try {
      node = JSON.readTree(file.toFile());
    } catch (JacksonException e) {
      throw InterestStreamException.environment(
          "%s: %s (expected: a progress file of replay; delete it to start from the beginning)"
              .formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw InterestStreamException.environment(
          "%s: cannot be read: %s (expected: a file that this user can read; see --resume)"
              .formatted(file, IoFault.reason(e)),
          e);
    }
    require("data", node, data);
    require("topic", node, topic);
    JsonNode position = node.path("position");
    if (!position.isIntegralNumber() || position.asLong() < 0) {
      throw InterestStreamException.environment(
          "%s: position %s (expected: a row number; delete the file to start from the beginning)"
              .formatted(file, position));
    }
    return position.asLong();
  }

  /** Replaces the file atomically. */
  void write(long position) {
    ObjectNode node = JSON.createObjectNode();
    node.put("data", data);
    node.put("topic", topic);
    node.put("position", position);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(next, node.toPrettyString() + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw InterestStreamException.environment(
          "%s: cannot be written: %s (expected: a file that this user can write; see --resume)"
              .formatted(file, IoFault.reason(e)),
          e);
    }
  }

  private void require(String field, JsonNode node, String expected) {
    String found = node.path(field).asText(null);
    if (!expected.equals(found)) {
      throw InterestStreamException.environment(
          "%s: %s \"%s\" (expected: \"%s\"; delete the file to start from the beginning)"
              .formatted(file, field, found, expected));
    }
  }
}
