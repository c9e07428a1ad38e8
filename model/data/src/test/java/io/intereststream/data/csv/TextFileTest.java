package io.intereststream.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFileTest {

  @TempDir Path folder;

  @Test
  void readsSeveralGzipMembersAsOneFile() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(zipped("\uFEFFa\n"));
    both.write(zipped("b\n"));
    assertThat(file(both.toByteArray()).firstLines(9)).containsExactly("a", "b");
  }

  @Test
  void returnsTheFirstLinesThatAreNotBlank() throws IOException {
    TextFile file = file("\n \na\nb\nc".getBytes(StandardCharsets.UTF_8));
    assertThat(file.firstLines(2)).containsExactly("a", "b");
  }

  @Test
  void saysThatGzipDataEndEarly() throws IOException {
    byte[] whole = zipped("0123456789\n".repeat(20_000) + "end");
    TextFile file = file(Arrays.copyOf(whole, whole.length - 20));
    assertThatThrownBy(() -> file.firstLines(Integer.MAX_VALUE))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessageStartingWith(
            file.path() + ": gzip data that ends early or is damaged, after line ")
        .returns(ExitCode.ENVIRONMENT, InterestStreamException::exitCode);
  }

  @ParameterizedTest
  @CsvSource({
    "504B0304, a ZIP archive",
    "FFFE6100, UTF-16",
    "FEFF0061, UTF-16",
    "50415231, Parquet",
    "28B52FFD, Zstandard"
  })
  void saysWhatElseAFileIs(String bytes, String title) throws IOException {
    TextFile file = file(HexFormat.of().parseHex(bytes));
    assertThatThrownBy(file::open)
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessage(
            file.path()
                + ": "
                + title
                + " (expected: UTF-8 text, plain or gzip; convert or unpack it)")
        .returns(ExitCode.CHECK_FAILED, InterestStreamException::exitCode);
  }

  @Test
  void marksWhatIsNotUtf8() throws IOException {
    TextFile file = file("caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(file.firstLines(1)).containsExactly("caf" + TextFile.NOT_UTF8);
  }

  private TextFile file(byte[] bytes) throws IOException {
    return new TextFile(Files.write(folder.resolve("x"), bytes));
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return zipped.toByteArray();
  }
}
