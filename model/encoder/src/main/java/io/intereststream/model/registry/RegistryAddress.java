package io.intereststream.model.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a registry's folder as users write it: a path, or a URI such as {@code
 * file:///models} or {@code s3://bucket/models}. Blanks in a path or a {@code file:} address may be
 * written as they are, in the latter also as {@code %20}.
 */
public final class RegistryAddress {
  /** Two letters at least: one is a drive. */
  private static final Pattern URI_WITH_SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);

  private RegistryAddress() {}

  /** The folder on a file system of this machine; empty for any other address. */
  public static Optional<Path> localFolder(String address) {
    Matcher uri = URI_WITH_SCHEME.matcher(address);
    if (!uri.matches()) {
      return Optional.of(Path.of(address));
    }
    return isFile(uri) ? Optional.of(Path.of(filePath(address, uri.group(2)))) : Optional.empty();
  }

  /**
   * The address as Flink's file systems read it, which take every character of a path as it is: a
   * {@code file:} address without escapes.
   */
  public static String withoutEscapes(String address) {
    Matcher uri = URI_WITH_SCHEME.matcher(address);
    return uri.matches() && isFile(uri) ? "file:" + filePath(address, uri.group(2)) : address;
  }

  private static boolean isFile(Matcher uri) {
    return uri.group(1).equalsIgnoreCase("file");
  }

  private static String filePath(String address, String rest) {
    try {
      String path = new URI(address).getPath();
      if (path != null) {
        return path;
      }
    } catch (URISyntaxException e) {
      // With a blank, say: it has no escapes, then.
    }
    return rest.startsWith("//") ? rest.substring(Math.max(2, rest.indexOf('/', 2))) : rest;
  }
}
