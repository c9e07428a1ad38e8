package io.intereststream.deploy.cli.option;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Checks folders on the command line. */
public final class Folders {
  private Folders() {}

  /**
   * Rejects a folder that does not exist or may not be read.
   *
   * @param what the folder in the words of the message, such as {@code --registry DIR}
   * @param expected such as {@code the folder of a release}
   */
  public static void require(Path folder, String what, String expected) {
    String problem = "not a folder";
    IOException fault = null;
    try {
      if (Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
        return;
      }
    } catch (IOException e) {
      problem = IoFault.reason(e);
      fault = e;
    }
    throw InterestStreamException.environment(
        "%s: %s (expected: %s)".formatted(what, problem, expected), fault);
  }
}
