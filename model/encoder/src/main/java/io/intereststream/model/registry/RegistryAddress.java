package io.intereststream.model.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a registry as users write it: a path on this machine, or a URI. A {@code file:}
 * URI is a path on this machine, too.
 *
 * @param text as given
 */
public record RegistryAddress(String text) {

  /** The scheme has at least two characters, because a single letter is a drive. */
  private static final Pattern URI_TEXT = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)");

  private static final Pattern HOST = Pattern.compile("^//[^/]*");

  /**
   * Returns the folder on this machine; empty if the registry is on another file system. In a
   * {@code file:} address, both {@code %20} and a blank mean a blank.
   */
  public Optional<Path> localFolder() {
    Matcher uri = URI_TEXT.matcher(text);
    if (!uri.matches()) {
      return Optional.of(Path.of(text));
    }
    if (!uri.group(1).equalsIgnoreCase("file")) {
      return Optional.empty();
    }
    String path = path(uri.group(2));
    return path.startsWith("/") ? Optional.of(Path.of(path)) : Optional.empty();
  }

  /**
   * Returns the path of a {@code file:} address; text that is not a valid URI is taken literally.
   */
  private String path(String afterScheme) {
    try {
      String path = new URI(text).getPath();
      return path == null ? "" : path;
    } catch (URISyntaxException e) {
      return HOST.matcher(afterScheme).replaceFirst("");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
