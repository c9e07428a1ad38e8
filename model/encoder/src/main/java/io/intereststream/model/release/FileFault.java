package io.intereststream.model.release;

import io.intereststream.error.IoFault;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Says why a file or folder cannot be used; distinguishes missing permission from a missing file.
 */
public final class FileFault {

  private FileFault() {}

  /** Returns the exception for a file that cannot be read. */
  public static ReleaseException unreadable(Path file, IOException e) {
    if (isMissing(e)) {
      return ReleaseException.temporary(
          file + ": missing (expected: this file; is the path right?)", e);
    }
    return ReleaseException.temporary(file + ": cannot be read: " + reason(e, "read"), e);
  }

  /**
   * Returns whether a file does not exist. Many file systems also throw a {@link
   * FileNotFoundException} for a file without read permission or for a folder; {@code java.io} then
   * ends the message with the reason in parentheses.
   */
  public static boolean isMissing(IOException e) {
    if (e instanceof FileNotFoundException) {
      String message = String.valueOf(e.getMessage());
      return !message.endsWith(")") || message.endsWith("(No such file or directory)");
    }
    return e instanceof NoSuchFileException;
  }

  /** Returns the exception for a file or folder that cannot be written. */
  public static ReleaseException unwritable(Path file, IOException e) {
    return ReleaseException.temporary(file + ": cannot be written: " + reason(e, "write"), e);
  }

  /** Returns the exception for a file that cannot be locked. */
  public static ReleaseException unlockable(Path file, IOException e) {
    return ReleaseException.temporary(file + ": cannot be locked: " + reason(e, "write"), e);
  }

  /**
   * Returns whether a folder exists.
   *
   * @throws ReleaseException if that cannot be determined, for example without permission
   */
  public static boolean isFolder(Path folder) {
    try {
      return Files.readAttributes(folder, BasicFileAttributes.class).isDirectory();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /**
   * Returns whether a file exists.
   *
   * @throws ReleaseException if that cannot be determined, for example without permission
   */
  public static boolean isFile(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Returns why an operation failed.
   *
   * @param verb what the user may not do, such as "read"
   */
  static String reason(IOException e, String verb) {
    String reason = IoFault.reason(e);
    return e instanceof AccessDeniedException denied
        ? "%s (expected: user %s may %s %s)"
            .formatted(reason, System.getProperty("user.name"), verb, denied.getFile())
        : reason;
  }
}
