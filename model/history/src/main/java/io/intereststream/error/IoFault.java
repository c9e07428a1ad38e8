package io.intereststream.error;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Describes faults of files and connections, because many messages of the JDK are only a path. */
public final class IoFault {
  private IoFault() {}

  /** The reason, such as {@code permission denied}, without the file's name. */
  public static String reason(IOException fault) {
    if (fault instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (fault instanceof NoSuchFileException) {
      return "does not exist";
    }
    if (fault instanceof FileAlreadyExistsException) {
      return "already exists";
    }
    if (fault instanceof NotDirectoryException) {
      return "not a folder";
    }
    if (fault instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (fault instanceof FileSystemException named && named.getReason() != null) {
      return decapitalised(named.getReason());
    }
    if (fault instanceof CharacterCodingException) {
      return "not UTF-8";
    }
    String message = fault.getMessage();
    if (message == null) {
      return fault.getClass().getSimpleName();
    }
    if (fault instanceof UnknownHostException) {
      return "unknown host " + message;
    }
    boolean plain =
        fault.getClass() == IOException.class
            || fault instanceof FileNotFoundException
            || fault instanceof SocketException;
    return plain ? decapitalised(message) : fault.getClass().getSimpleName() + ": " + message;
  }

  /** The reason, with the file before it if the fault names one. */
  public static String describe(IOException fault) {
    return fault instanceof FileSystemException named && named.getFile() != null
        ? named.getFile() + ": " + reason(fault)
        : reason(fault);
  }

  /** Messages of the system begin with a capital letter, ours do not. */
  private static String decapitalised(String text) {
    boolean word =
        text.length() > 1
            && Character.isUpperCase(text.charAt(0))
            && Character.isLowerCase(text.charAt(1));
    return word ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }
}
