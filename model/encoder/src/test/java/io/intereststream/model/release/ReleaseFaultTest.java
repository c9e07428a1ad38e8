package io.intereststream.model.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.registry.ReleaseWriter;
import io.intereststream.model.serving.Architectures;
import io.intereststream.model.serving.Release;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A good release of 12 items, d 4, L 2, hidden 3, window 5, broken in one way at a time. */
class ReleaseFaultTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temporary;

  private Path directory;
  private Release good;

  @BeforeEach
  void writeAGoodRelease() throws ReleaseException {
    directory = temporary.resolve("good");
    good =
        new ReleaseWriter(
                "good", RandomModel.weights(new Random(1), 12, 4, 2, 3), RandomModel.ids(12))
            .window(5)
            .write(directory, List.of(new int[] {3}, new int[] {1, 2, 3, 4, 5}));
  }

  @ParameterizedTest
  @CsvSource({"release.json", "weights.safetensors", "items.txt", "probe.safetensors"})
  void aMissingFile(String name) throws IOException {
    Files.delete(directory.resolve(name));
    assertRejected(name + ": missing");
  }

  @Test
  void aMissingFolder() {
    directory = temporary.resolve("nowhere");
    assertRejected("nowhere: missing (expected: the folder of a release)");
  }

  @Test
  void aTruncatedFile() throws IOException {
    Path file = directory.resolve("weights.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertRejected(
        "weights.safetensors: " + (bytes.length - 1) + " bytes, truncated",
        "(expected: " + bytes.length + ", as in release.json)");
  }

  @Test
  void aFileWithOneOtherByte() throws IOException {
    Path file = directory.resolve("probe.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertRejected(
        "probe.safetensors: SHA-256 ",
        "(expected: " + good.manifest().files().get("probe.safetensors").sha256());
  }

  @Test
  void aFileThatTheManifestDoesNotName() throws IOException {
    manifest(json -> json.withObject("/files").remove("items.txt"));
    assertRejected("release.json: field files.items.txt: missing (expected: its bytes and sha256)");
  }

  @Test
  void aFileThatBelongsToNoRelease() throws IOException {
    Files.writeString(directory.resolve("notes.txt"), "read me");
    rehash("notes.txt");
    assertRejected(
        "release.json: field files.notes.txt: unexpected (expected: only weights.safetensors,"
            + " items.txt, probe.safetensors)");
  }

  @Test
  void aFolderOfARegistryIsNamedAsItsVersion() throws IOException {
    Path releases = Files.createDirectory(temporary.resolve("releases"));
    Path other = Files.move(directory, releases.resolve("r9"));
    directory = other;
    assertRejected(
        "r9/release.json: field version: 'good' (expected: 'r9', the name of its folder)");
    Release.read(Files.move(other, releases.resolve("good"))).close();
  }

  @Test
  void whatMayStillArriveIsToldFromWhatIsWrongForGood() throws Exception {
    Path file = directory.resolve("weights.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertTemporary(true);
    Files.delete(file);
    assertTemporary(true);
    byte[] other = bytes.clone();
    other[other.length - 1] ^= 1;
    Files.write(file, other);
    assertTemporary(true);
    Files.write(file, bytes);
    Release.read(directory).close();

    items("a\nb\n");
    assertTemporary(false);
    Files.delete(directory.resolve("release.json"));
    assertTemporary(true);
    Files.writeString(directory.resolve("release.json"), "{");
    assertTemporary(false);
  }

  private void assertTemporary(boolean temporary) {
    assertThatThrownBy(() -> Release.read(directory))
        .isInstanceOfSatisfying(
            ReleaseException.class,
            e -> assertThat(e.isTemporary()).as(e.getMessage()).isEqualTo(temporary));
  }

  @Test
  void aMissingTensor() throws Exception {
    weights(Map.of(), "general.projection.bias");
    assertRejected("weights.safetensors: tensor general.projection.bias: missing (found: [item.");
  }

  @Test
  void aTensorOfAnotherShape() throws Exception {
    manifest(json -> json.put("hidden", 4));
    assertRejected("tensor general.gru.weight_ih: shape [9, 4] (expected: [12, 4])");
  }

  @Test
  void aTensorOfAnotherType() throws Exception {
    SafetensorsWriter writer = new SafetensorsWriter();
    RandomModel.weights(good.data())
        .tensors()
        .forEach((name, values) -> addAs64(writer, name, values));
    replace("weights.safetensors", writer);
    assertRejected("tensor item.embedding: type F64 (expected: F32)");
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity"})
  void aValueThatIsNotFinite(float value) throws Exception {
    float[] items = RandomModel.weights(good.data()).items().clone();
    items[4 * 7 + 2] = value;
    weights(Map.of("item.embedding", items), "");
    assertRejected("tensor item.embedding: " + value + " in row 7, column 2 (expected: finite)");

    float[] bias = RandomModel.weights(good.data()).general().bias().clone();
    bias[3] = value;
    weights(Map.of("general.projection.bias", bias), "");
    assertRejected("tensor general.projection.bias: " + value + " at 3 (expected: finite)");
  }

  @Test
  void anItemTwice() throws IOException {
    items("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nb\nl\n");
    assertRejected("items.txt: item 'b' in lines 2 and 11 (expected: each item once)");
  }

  @Test
  void twoItemsWithOneFingerprint() throws IOException {
    items("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n");
    assertThatThrownBy(
            () ->
                ReleaseReader.inPlace(
                        directory,
                        Architectures::read,
                        id -> id[0] == 'k' ? 'c' : id[0],
                        Throttle.NONE)
                    .read())
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(
            "items.txt: items 'c' (line 3) and 'k' (line 11) have the same fingerprint"
                + " 0x0000000000000063");
  }

  @Test
  void tooFewOrTooManyOrEmptyLines() throws IOException {
    items("a\nb\n");
    assertRejected("items.txt: 2 lines (expected: 12, one for each item)");
    items("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\n");
    assertRejected("items.txt: 13 lines (expected: 12, one for each item)");
    items("a\nb\n\nd\ne\nf\ng\nh\ni\nj\nk\nl\n");
    assertRejected("items.txt: line 3 is empty (expected: an item id)");
  }

  @Test
  void itemsThatAreNotUtf8() throws IOException {
    Files.write(directory.resolve("items.txt"), new byte[] {(byte) 0xC3, '\n'});
    rehash("items.txt");
    assertRejected("items.txt: not UTF-8");
  }

  @Test
  void aLastLineWithoutLineFeedIsFine() throws Exception {
    items("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nlast");
    Vocabulary vocabulary = Release.read(directory).vocabulary();
    assertThat(vocabulary.itemId(11)).isEqualTo("last");
    assertThat(vocabulary.row("last")).isEqualTo(11);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 12, 5, 'tensor items: 12 in row 0, column 0 (expected: 0 to 11)'",
    "0, -1, 5, 'tensor items: -1 in row 0, column 0 (expected: 0 to 11)'",
    "1, 4, 5, 'tensor items: 4 in row 0, column 1 (expected: -1 beyond the end)'",
    "0, 3, 0, 'tensor length: 0 in row 1 (expected: 1 to 5)'",
    "0, 3, 6, 'tensor length: 6 in row 1 (expected: 1 to 5)'"
  })
  void aProbeOutOfRange(int position, long row, long length, String message) throws Exception {
    long[] items = {3, -1, -1, -1, -1, 1, 2, 3, 4, 5};
    items[position] = row;
    replace(
        "probe.safetensors",
        new SafetensorsWriter()
            .longs("items", items, 2, 5)
            .longs("length", new long[] {1, length}, 2)
            .floats("interests", new float[16], 2, 2, 4)
            .floats("general", new float[8], 2, 4));
    assertRejected("probe.safetensors: " + message);
  }

  @Test
  void aProbeOfAnotherWindowOrWithoutHistories() throws Exception {
    manifest(json -> json.put("window", 6));
    assertRejected("tensor items: shape [2, 5] (expected: [P, 6] with P >= 1)");
  }

  @Test
  void aProbeWhoseVectorsAreNotReproduced() throws Exception {
    replace(
        "probe.safetensors",
        ProbeData.tensors(good.manifest(), List.of(new int[] {3}), new float[8], new float[4]));
    Release release = Release.read(directory);
    assertThatThrownBy(() -> release.probe().check(release.encoders().get()))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("probe.safetensors of release good: history 0, interest 0, component")
        .hasMessageContaining("(expected: 0.0 within 1.0E-5)");
  }

  @ParameterizedTest
  @CsvSource({
    "format, 2, 'field format: 2 (expected: 1)'",
    "architecture, '\"sasrec\"', 'field architecture: \"sasrec\" (expected: one of cmi, comirec-dr, '",
    "architecture, '\"mind\"', 'field options.iterations: missing (expected: a whole number from 1'",
    "architecture, null, 'field architecture: null (expected: a non-empty string)'",
    "dimension, 0, 'field dimension: 0 (expected: a whole number from 1 to 16384)'",
    "interests, -1, 'field interests: -1 (expected: a whole number from 1'",
    "hidden, 2.5, 'field hidden: 2.5 (expected: a whole number from 1'",
    "window, '\"5\"', 'field window: \"5\" (expected: a whole number from 1'",
    "items, 2147483647, 'field items: 2147483647 (expected: a whole number from 1 to 536870909)'",
    "temperature, 0, 'field temperature: 0 (expected: a number > 0)'",
    "version, '\"../up\"', 'field version: ''../up'' (expected: 1 to 200 of A-Z'",
    "files, '[]', 'field files: [] (expected: an object)'",
    "files, '{\"../x\": {}}', 'file name in field files: ''../x'' (expected: 1 to 200 of A-Z'",
    "files, '{\"x\": {\"bytes\": -1}}', 'field files.x: {\"bytes\":-1} (expected: bytes,'",
    "training, 3, 'field training: 3 (expected: an object)'",
    "options, 3, 'field options: 3 (expected: an object)'"
  })
  void aFieldOfTheManifest(String field, String value, String message) throws IOException {
    manifest(
        json -> {
          try {
            json.set(field, JSON.readTree(value));
          } catch (IOException e) {
            throw new IllegalArgumentException(value, e);
          }
        });
    assertRejected("release.json: " + message);
    manifest(json -> json.remove(field));
    if (!List.of("training", "options").contains(field)) {
      assertRejected("release.json: field " + field + ": missing");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'half_lives': [3]} | half_lives: [3] (expected: only known options: assignment, ",
        "{'a.b': 1} | a.b: 1 (expected: only known options: assignment, half-lives, fusion",
        "{'assignment': 'firm'} | assignment: 'firm' (expected: 'soft' or 'hard')",
        "{'half-lives': [3]} | half-lives: [3] (expected: a list of 2 numbers > 0)",
        "{'half-lives': [3, 0]} | half-lives: [3,0] (expected: a list of 2 numbers > 0)",
        "{'half-lives': [3, 1e999]} | half-lives: [3,",
        "{'half-lives': 3} | half-lives: 3 (expected: a list of 2 numbers > 0)",
        "{'fusion': 7} | fusion: 7 (expected: 'paper' or 'context')",
        "{'fusion': 'context', 'gamma': 1} | kappa: missing (expected: a number)",
        "{'fusion': 'context', 'kappa': 1} | gamma: missing (expected: a number)",
        "{'fusion': 'context', 'kappa': 'x', 'gamma': 1} | kappa: 'x' (expected: a number)",
        "{'fusion': 'context', 'kappa': 1, 'gamma': 1, 'context-half-life': 0}"
            + " | context-half-life: 0 (expected: a number > 0)",
        "{'fusion': 'context', 'kappa': 1, 'gamma': 1, 'general': false}"
            + " | gamma: 1 (expected: absent, because options.general is false)",
        "{'kappa': 1} | kappa: 1 (expected: absent, because options.fusion is not 'context')",
        "{'context-half-life': 9} | context-half-life: 9 (expected: absent, because options.fusion",
        "{'general': 'no'} | general: 'no' (expected: true or false)",
        "{'bias': 1} | bias: 1 (expected: true or false)"
      })
  void anOptionOfTheManifest(String options, String message) throws IOException {
    JsonNode value = JSON.readTree(options.replace('\'', '"'));
    manifest(json -> json.set("options", value));
    assertRejected("release.json: field options." + message.replace('\'', '"'));
  }

  @Test
  void aTensorThatTheFormHasOrHasNot() throws Exception {
    manifest(json -> json.putObject("options").put("bias", true));
    assertRejected("weights.safetensors: tensor item.bias: missing (found: [item.");
    manifest(json -> json.putObject("options").put("general", false));
    assertRejected(
        "weights.safetensors: tensor general.gru.weight_ih: unexpected (expected: only"
            + " item.embedding, category.embedding, by architecture and options in release.json)");
  }

  @Test
  void aProbeWithOtherCategories() throws Exception {
    manifest(
        json ->
            json.putObject("options")
                .put("assignment", "hard")
                .put("fusion", "context")
                .put("kappa", 1)
                .put("gamma", 1));
    Release release = Release.read(directory);
    Encoder encoder = release.encoders().get();
    int other = 1 - encoder.encode(List.of(new int[] {3})).get(0).categories()[0];
    assertThatThrownBy(() -> release.probe().check(encoder))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("history 0: interests [" + (1 - other) + "] (expected: [0, 1])");
  }

  @Test
  void aManifestThatIsNotOne() throws IOException {
    Path file = directory.resolve("release.json");
    Files.writeString(file, "{\"format\": 1, ");
    assertRejected("release.json: not JSON: Unexpected end-of-input");
    Files.writeString(file, "{\"format\": 1, \"format\": 1}");
    assertRejected("release.json: not JSON: Duplicate field 'format'");
    Files.writeString(file, "[]");
    assertRejected("release.json: ARRAY (expected: a JSON object)");
    Files.writeString(file, "");
    assertRejected("release.json: MISSING (expected: a JSON object)");
    Files.writeString(file, " ".repeat(1 << 20) + "{}");
    assertRejected("release.json: more than 1048576 bytes (expected: at most 1048576)");
  }

  @Test
  void unknownFieldsAndThePapersOwnOptionsAreFine() throws IOException {
    manifest(
        json -> {
          json.put("mood", "good");
          json.putObject("options").put("assignment", "soft").put("fusion", "paper");
        });
    assertThatCode(() -> Release.read(directory)).doesNotThrowAnyException();
  }

  private void assertRejected(String... message) {
    ThrowingCallable reading = () -> Release.read(directory);
    assertThatThrownBy(reading)
        .isInstanceOf(ReleaseException.class)
        .hasMessageContainingAll(message);
  }

  private void manifest(Consumer<ObjectNode> change) throws IOException {
    Path file = directory.resolve("release.json");
    ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
    change.accept(json);
    Files.writeString(file, json.toString());
  }

  private void items(String text) throws IOException {
    Files.write(directory.resolve("items.txt"), text.getBytes(StandardCharsets.UTF_8));
    rehash("items.txt");
  }

  private void weights(Map<String, float[]> changed, String left) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    RandomModel.weights(good.data())
        .tensors()
        .forEach(
            (name, values) -> {
              if (!name.equals(left)) {
                writer.floats(name, changed.getOrDefault(name, values), shape(name));
              }
            });
    replace("weights.safetensors", writer);
  }

  private void addAs64(SafetensorsWriter writer, String name, float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    writer.doubles(name, doubles, shape(name));
  }

  private static long[] shape(String name) {
    return CmiForm.PAPER.tensors(new ModelSizes(12, 4, 2, 3, 5)).get(name);
  }

  private void replace(String name, SafetensorsWriter writer) throws IOException {
    Files.delete(directory.resolve(name));
    writer.write(directory.resolve(name));
    rehash(name);
  }

  private void rehash(String name) throws IOException {
    ReleaseManifest.FileEntry entry = ReleaseManifest.FileEntry.of(directory.resolve(name));
    manifest(
        json ->
            json.withObject("/files")
                .putObject(name)
                .put("bytes", entry.bytes())
                .put("sha256", entry.sha256()));
  }
}
