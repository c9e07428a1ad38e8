package io.intereststream.deploy.cli.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.deploy.cli.Commands;
import io.intereststream.deploy.cli.Commands.Outcome;
import io.intereststream.error.ExitCode;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.fixture.Shared;
import io.intereststream.model.serving.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodeCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"m64x8, reference", "m64x8, incremental", "m32x4, reference", "m32x4, incremental"})
  void givesTheGoldenInterests(String name, String encoder) throws Exception {
    GoldenTensors golden = new GoldenTensors(Shared.golden(name + "/encode.safetensors"));
    GoldenRelease.write(name, folder.resolve("release"));
    int users = golden.size("seq_full", 0);
    int width = golden.size("seq_full", 1);
    List<String> lines = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      List<String> items = new ArrayList<>();
      for (int t = 0; t < golden.integer("len_full", user); t++) {
        items.add("\"" + golden.integer("seq_full", user * width + t) + "\"");
      }
      lines.add("{\"user_id\":\"%d\",\"item_ids\":%s}".formatted(user, items));
    }
    List<JsonNode> encoded = encode(folder.resolve("release"), lines, "--encoder", encoder);

    int interests = golden.size("interest.f64", 1);
    int d = golden.size("interest.f64", 2);
    assertThat(encoded).hasSize(users);
    for (int user = 0; user < users; user++) {
      JsonNode line = encoded.get(user);
      assertThat(line.path("user_id").asText()).isEqualTo(String.valueOf(user));
      assertThat(line.path("interests")).hasSize(interests);
      double weights = 0;
      for (int l = 0; l < interests; l++) {
        JsonNode interest = line.path("interests").get(l);
        assertThat(interest.path("category").asInt()).isEqualTo(l);
        weights += interest.path("weight").asDouble();
        assertClose(interest.path("vector"), golden, "interest.f64", (user * interests + l) * d, d);
      }
      assertThat(weights).isCloseTo(1, within(1e-5));
      assertClose(line.path("general"), golden, "general_interest.f64", user * d, d);
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 40, 1, 20", "96, 32, 16, 200", "96, 96, 1, 20", "16, 16, 16, 200"})
  void takesReleasesOfOtherSizes(int d, int hidden, int interests, int window) throws Exception {
    Release release = randomRelease(d, hidden, interests, window);
    Random random = new Random(d);
    List<int[]> histories =
        IntStream.range(0, 300)
            .mapToObj(i -> random.ints(1 + random.nextInt(window * 3 / 2), 0, 50).toArray())
            .toList();
    List<String> lines =
        histories.stream()
            .map(
                rows ->
                    "{\"user_id\":\"u\",\"item_ids\":%s}"
                        .formatted(
                            IntStream.of(rows).mapToObj(row -> "\"item-" + row + "\"").toList()))
            .toList();
    List<JsonNode> reference = encode(folder.resolve("release"), lines);
    List<JsonNode> incremental = encode(folder.resolve("release"), lines, "--encoder=incremental");
    try (ReferenceEncoder encoder = release.reference()) {
      List<Interests> expected = encoder.encode(histories);
      for (int i = 0; i < histories.size(); i++) {
        for (JsonNode line : List.of(reference.get(i), incremental.get(i))) {
          assertThat(line.path("interests")).hasSize(interests);
          for (int l = 0; l < interests; l++) {
            JsonNode vector = line.path("interests").get(l).path("vector");
            assertThat(vector).hasSize(d);
            for (int j = 0; j < d; j++) {
              assertThat(vector.get(j).asDouble())
                  .isCloseTo(expected.get(i).vectors()[l * d + j], within(1e-5));
            }
          }
        }
      }
    }
  }

  @Test
  void writesFloatsThatReadBackAsTheSameFloats() throws Exception {
    Release release = randomRelease(16, 16, 2, 20);
    List<JsonNode> lines =
        encode(folder.resolve("release"), List.of("{\"user_id\":\"u\",\"item_ids\":[\"item-3\"]}"));
    try (ReferenceEncoder encoder = release.reference()) {
      Interests expected = encoder.encode(List.of(new int[] {3})).get(0);
      for (int j = 0; j < 16; j++) {
        assertThat(Float.parseFloat(lines.get(0).path("general").get(j).asText()))
            .isEqualTo(expected.general()[j]);
      }
    }
  }

  @Test
  void skipsUnknownItemsAndGivesNoInterestsWhereNoneIsKnown() throws Exception {
    randomRelease(16, 16, 2, 20);
    List<JsonNode> lines =
        encode(
            folder.resolve("release"),
            List.of(
                "{\"user_id\":\"ü\",\"item_ids\":[\"item-1\",\"new\",\"item-2\"],\"more\":1}",
                "{\"item_ids\":[\"item-1\",\"item-2\"],\"user_id\":17}",
                "",
                "{\"user_id\":\"none\",\"item_ids\":[\"new\", 5]}",
                "{\"user_id\":\"empty\",\"item_ids\":[]}"));
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0).path("user_id").asText()).isEqualTo("ü");
    assertThat(lines.get(0).path("interests")).isEqualTo(lines.get(1).path("interests"));
    assertThat(lines.get(1).path("user_id").isIntegralNumber()).isTrue();
    for (JsonNode none : lines.subList(2, 4)) {
      assertThat(none.path("interests").isArray()).isTrue();
      assertThat(none.path("interests")).isEmpty();
      assertThat(none.path("general").isArray()).isTrue();
      assertThat(none.path("general")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"user_id\":\"a\" | expected: JSON",
        "{\"user_id\":\"a\"} | item_ids: missing (expected: an array of item ids)",
        "{\"item_ids\":[]} | user_id: missing (expected: a string or an integer)",
        "{\"user_id\":\"a\",\"item_ids\":[\"1\",null]} | item_ids[1]: null",
        "{\"user_id\":\"a\",\"item_ids\":[1.5]} | item_ids[0]: 1.5",
        "{\"user_id\":\"a\",\"item_ids\":[]} {} | expected: JSON",
        "[] | user_id: missing"
      })
  void namesFileAndLineOfABadLineAndLeavesTheOldOutput(String line, String message)
      throws Exception {
    randomRelease(16, 16, 2, 20);
    Path in = folder.resolve("in.jsonl");
    Path out = folder.resolve("out.jsonl");
    Files.writeString(in, "{\"user_id\":\"a\",\"item_ids\":[]}\n" + line + "\n");
    Files.writeString(out, "before");
    Outcome outcome =
        Commands.run(
            "encode", "--release", folder.resolve("release"), "--sequences", in, "--output", out);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
    assertThat(outcome.err()).contains(in + ":2: ").contains(message).hasLineCount(1);
    assertThat(out).hasContent("before");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void verifiesAReleaseWithBothEncoders() throws Exception {
    randomRelease(16, 40, 2, 20);
    Outcome outcome = Commands.run("release", "verify", folder.resolve("release"), "--json");
    assertThat(outcome.exitCode()).isZero();
    JsonNode report = JSON.readTree(outcome.out());
    assertThat(report.path("valid").asBoolean()).isTrue();
    assertThat(report.path("hidden").asInt()).isEqualTo(40);
    assertThat(report.path("passed").toString()).contains("reference", "incremental");
  }

  private Release randomRelease(int d, int hidden, int interests, int window) throws Exception {
    return RandomRelease.of("random")
        .sizes(50, d, interests, hidden, window)
        .seed(31L * d + hidden)
        .write(folder.resolve("release"));
  }

  private List<JsonNode> encode(Path release, List<String> lines, Object... more)
      throws IOException {
    Path in = folder.resolve("in.jsonl");
    Path out = folder.resolve("out.jsonl");
    Files.write(in, lines);
    List<Object> words =
        new ArrayList<>(
            List.of("encode", "--release", release, "--sequences", in, "--output", out));
    words.addAll(List.of(more));
    Outcome outcome = Commands.run(words.toArray());
    assertThat(outcome.err()).contains("histories encoded");
    assertThat(outcome.exitCode()).isZero();
    List<JsonNode> encoded = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      encoded.add(JSON.readTree(line));
    }
    return encoded;
  }

  private static void assertClose(
      JsonNode vector, GoldenTensors golden, String name, int from, int length) {
    assertThat(vector).hasSize(length);
    for (int j = 0; j < length; j++) {
      assertThat(vector.get(j).asDouble()).isCloseTo(golden.real(name, from + j), within(1e-5));
    }
  }
}
