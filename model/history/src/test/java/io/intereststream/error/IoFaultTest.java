package io.intereststream.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class IoFaultTest {
  @TempDir Path folder;

  @Test
  void saysWhatIsWrongWithAFile() {
    assertThat(IoFault.describe(new AccessDeniedException("/data/log.csv")))
        .isEqualTo("/data/log.csv: permission denied");
    assertThat(
            IoFault.describe(
                new FileSystemException("/data/log.csv", null, "No space left on device")))
        .isEqualTo("/data/log.csv: no space left on device");
    assertThat(IoFault.reason(new AccessDeniedException("/data/log.csv")))
        .isEqualTo("permission denied");
  }

  @Test
  void saysWhatTheFileSystemHereSays() throws IOException {
    Path missing = folder.resolve("missing");
    assertThat(faultOf(() -> Files.readString(missing))).isEqualTo(missing + ": does not exist");
    assertThat(faultOf(() -> Files.createDirectory(folder))).isEqualTo(folder + ": already exists");
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(faultOf(() -> Files.list(file))).isEqualTo(file + ": not a folder");
    assertThat(faultOf(() -> Files.delete(folder))).isEqualTo(folder + ": the folder is not empty");
    assertThat(faultOf(() -> Files.readString(folder))).contains("is a directory");
  }

  private static String faultOf(Executable work) {
    try {
      work.execute();
    } catch (IOException e) {
      return IoFault.describe(e);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("no fault (expected: an IOException)");
  }

  @Test
  void keepsMessagesThatSayIt() {
    assertThat(IoFault.describe(new IOException("No space left on device")))
        .isEqualTo("no space left on device");
    assertThat(IoFault.describe(new FileNotFoundException("s3://bucket/x: not there")))
        .isEqualTo("s3://bucket/x: not there");
    assertThat(IoFault.describe(new ConnectException("Connection refused")))
        .isEqualTo("connection refused");
    assertThat(IoFault.describe(new UnknownHostException("brokers")))
        .isEqualTo("unknown host brokers");
    assertThat(IoFault.describe(new EOFException("end of stream")))
        .isEqualTo("EOFException: end of stream");
    assertThat(IoFault.describe(new IOException())).isEqualTo("IOException");
    assertThat(IoFault.describe(new MalformedInputException(1))).isEqualTo("not UTF-8");
  }
}
