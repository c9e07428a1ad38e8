package io.intereststream.model.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

  @TempDir Path temporary;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Path file = temporary.resolve("x.safetensors");
    float[] many = new float[200_000];
    many[199_999] = 1.5f;
    new SafetensorsWriter()
        .floats("f", new float[] {1, -2, Float.MIN_VALUE, 4, 5, 6}, 2, 3)
        .doubles("d", new double[] {Math.PI}, 1)
        .longs("l", new long[] {Long.MIN_VALUE, -1}, 1, 2)
        .floats("many", many, 200_000)
        .floats("none", new float[0], 0, 7)
        .write(file);

    Safetensors tensors = Safetensors.open(file);
    assertThat(tensors.names()).containsExactly("f", "d", "l", "many", "none");
    assertThat(tensors.shape("f")).containsExactly(2, 3);
    assertThat(tensors.floats("f", 2, 3)).containsExactly(1, -2, Float.MIN_VALUE, 4, 5, 6);
    assertThat(tensors.doubles("d")).containsExactly(Math.PI);
    assertThat(tensors.longs("l")).containsExactly(Long.MIN_VALUE, -1);
    assertThat(tensors.floats("many")).isEqualTo(many);
    assertThat(tensors.floats("none")).isEmpty();
    assertThatThrownBy(() -> tensors.floats("x"))
        .hasMessageContaining("tensor x: missing (found: [f, d, l, many, none])");
    assertThatThrownBy(() -> tensors.longs("f"))
        .hasMessageContaining("tensor f: type F32 (expected: I64)");
    assertThatThrownBy(() -> tensors.floats("f", 3, 2))
        .hasMessageContaining("tensor f: shape [2, 3] (expected: [3, 2])");
  }

  @Test
  void aFileThatShrankSinceItWasOpenedIsRejected() throws Exception {
    Path file = temporary.resolve("x.safetensors");
    new SafetensorsWriter().floats("f", new float[] {1, 2}, 2).write(file);
    Safetensors tensors = Safetensors.open(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
    assertThatThrownBy(() -> tensors.floats("f")).hasMessageContaining("as when it was opened");
  }

  @Test
  void aWriterRejectsWhatIsInconsistent() {
    SafetensorsWriter writer = new SafetensorsWriter().floats("f", new float[] {1}, 1);
    assertThatThrownBy(() -> writer.floats("f", new float[] {1}, 1))
        .hasMessageContaining("tensor f: added twice");
    assertThatThrownBy(() -> writer.floats("g", new float[] {1}, 2))
        .hasMessageContaining("tensor g: 1 elements (expected: 2, by its shape)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | 0 | header: ARRAY (expected: a JSON object)",
        "{] | 0 | header: not JSON",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':1} | 4 | header: not JSON: Dup",
        "{'a':{'dtype':'BF16','shape':[1],'data_offsets':[0,2]}} | 2 | tensor a: type \"BF16\"",
        "{'a':{'shape':[1],'data_offsets':[0,4]}} | 4 | tensor a: type  (expected: [F32, F64, I64]",
        "{'a':7} | 4 | tensor a: type  (expected",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4 | tensor a: shape [-1] (exp",
        "{'a':{'dtype':'F32','shape':1,'data_offsets':[0,4]}} | 4 | tensor a: shape 1 (exp",
        "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}} | 4 | tensor a: shape [1.5] (exp",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}} | 4 | tensor a: data_offsets [0] (e",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}} | 4 | data_offsets [4, 0] (e",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,8]}} | 4 | data_offsets [0, 8] (e",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | 4 | 4 bytes (expected: 8 for F32",
        "{'a':{'dtype':'F32','shape':[9999999999,9999999999],'data_offsets':[0,4]}} | 4 | less tha",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | begins at byte 4 of the data",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 8 | 8 bytes of data (expected: 4"
      })
  void aHeaderThatDoesNotDescribeTheFileIsRejected(String header, int data, String message)
      throws IOException {
    assertRejected(file(header.replace('\'', '"'), data), message);
  }

  @Test
  void aHeaderLengthBeyondTheFileIsRejected() throws IOException {
    assertRejected(new byte[7], "7 bytes (expected: at least 8)");
    assertRejected(
        new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{', '}'}, "header of 9 bytes (expected: 2 ");
    assertRejected(
        new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'},
        "header of 18446744073709551615 bytes");
    assertThatThrownBy(() -> Safetensors.open(temporary.resolve("none")))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("none: missing");
  }

  private void assertRejected(byte[] bytes, String message) throws IOException {
    Path file = Files.write(temporary.resolve("x.safetensors"), bytes);
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContainingAll("x.safetensors", message);
  }

  private static byte[] file(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }
}
