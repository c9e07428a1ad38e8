package io.intereststream.deploy.cli.encode;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.release.Vocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Encodes JSON lines of {@code {"user_id","item_ids"}} (oldest first) to JSON lines of {@code
 * {"user_id","interests":[{"category","weight","vector"}],"general"}}, in the same order.
 *
 * <p>Items that the release does not know are skipped. The newest known items are encoded, at most
 * as many as the window of the release. If no item is known, {@code interests} and {@code general}
 * are empty. Ids may be strings or integers; {@code user_id} is written as it was read. Empty lines
 * are skipped and unknown fields ignored. Numbers are written so that reading them gives the same
 * float32.
 */
final class SequenceEncoder {
  private static final int BATCH = 256;
  private static final ObjectReader LINES =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Vocabulary vocabulary;
  private final Encoder encoder;

  private final List<JsonNode> users = new ArrayList<>(BATCH);
  private final List<int[]> histories = new ArrayList<>(BATCH);
  private Summary summary;

  /**
   * Counts of what was encoded.
   *
   * @param sequences number of histories
   * @param items their items
   * @param unknownItems items that the release does not know
   * @param withoutInterests histories without a known item
   */
  public record Summary(long sequences, long items, long unknownItems, long withoutInterests) {}

  /** Creates an encoder of sequences from the vocabulary and an encoder of a release. */
  public SequenceEncoder(Vocabulary vocabulary, Encoder encoder) {
    this.vocabulary = vocabulary;
    this.encoder = encoder;
  }

  /**
   * Encodes all lines.
   *
   * @param name name of the input, for errors
   * @param progress receives the number of histories written so far
   * @throws InterestStreamException at the first line in another format
   */
  public Summary encode(String name, BufferedReader in, Writer out, LongConsumer progress)
      throws IOException {
    users.clear();
    histories.clear();
    summary = new Summary(0, 0, 0, 0);
    try (JsonGenerator generator = JSON.createGenerator(out)) {
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      generator.setRootValueSeparator(null);
      long line = 0;
      for (String text; (text = read(name, in, line)) != null; ) {
        line++;
        if (text.isBlank()) {
          continue;
        }
        try {
          add(text);
        } catch (JacksonException e) {
          throw InterestStreamException.environment(
              "%s:%d: %s (expected: JSON)".formatted(name, line, e.getOriginalMessage()), e);
        } catch (IllegalArgumentException e) {
          throw InterestStreamException.environment(
              "%s:%d: %s".formatted(name, line, e.getMessage()), e);
        }
        if (users.size() == BATCH) {
          flush(generator);
          progress.accept(summary.sequences);
        }
      }
      flush(generator);
      progress.accept(summary.sequences);
    }
    return summary;
  }

  private static String read(String name, BufferedReader in, long linesBefore) throws IOException {
    try {
      return in.readLine();
    } catch (CharacterCodingException e) {
      throw InterestStreamException.environment(
          "%s after line %d: not UTF-8 (expected: UTF-8)".formatted(name, linesBefore), e);
    }
  }

  private void add(String line) throws JacksonException {
    JsonNode node = LINES.readTree(line);
    JsonNode user = node.path("user_id");
    id("user_id", user);
    JsonNode items = node.path("item_ids");
    if (!items.isArray()) {
      throw new IllegalArgumentException(
          "item_ids: %s (expected: an array of item ids)".formatted(shown(items)));
    }
    long[] fingerprints = new long[items.size()];
    for (int i = 0; i < fingerprints.length; i++) {
      fingerprints[i] = ItemFingerprint.of(id("item_ids[" + i + "]", items.get(i)));
    }
    int[] rows = vocabulary.knownRows(fingerprints.length, i -> fingerprints[i]);
    users.add(user);
    histories.add(rows);
    summary =
        new Summary(
            summary.sequences + 1,
            summary.items + items.size(),
            summary.unknownItems + items.size() - rows.length,
            summary.withoutInterests + (rows.length == 0 ? 1 : 0));
  }

  private static String id(String field, JsonNode node) {
    if (!node.isIntegralNumber() && !(node.isTextual() && !node.textValue().isEmpty())) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a string or an integer)".formatted(field, shown(node)));
    }
    return node.asText();
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "missing" : node.toString();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  private void flush(JsonGenerator generator) throws IOException {
    if (users.isEmpty()) {
      return;
    }
    List<Interests> encoded = encoder.encode(histories);
    for (int i = 0; i < users.size(); i++) {
      write(generator, users.get(i), encoded.get(i));
    }
    users.clear();
    histories.clear();
  }

  private static void write(JsonGenerator out, JsonNode user, Interests interests)
      throws IOException {
    int d = interests.dimension();
    out.writeStartObject();
    out.writeFieldName("user_id");
    if (user.isTextual()) {
      out.writeString(user.textValue());
    } else {
      out.writeNumber(user.bigIntegerValue());
    }
    out.writeArrayFieldStart("interests");
    for (int i = 0; i < interests.count(); i++) {
      out.writeStartObject();
      out.writeNumberField("category", interests.categories()[i]);
      out.writeNumberField("weight", interests.weights()[i]);
      writeVector(out, "vector", interests.vectors(), i * d, d);
      out.writeEndObject();
    }
    out.writeEndArray();
    writeVector(out, "general", interests.general(), 0, interests.count() == 0 ? 0 : d);
    out.writeEndObject();
    out.writeRaw('\n');
  }

  private static void writeVector(
      JsonGenerator out, String field, float[] values, int from, int length) throws IOException {
    out.writeArrayFieldStart(field);
    for (int i = from; i < from + length; i++) {
      out.writeNumber(values[i]);
    }
    out.writeEndArray();
  }
}
