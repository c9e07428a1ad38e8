package io.intereststream.encoder;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The folder of shared material, {@code ../shared} as seen from the project's root (the system
 * property {@value #PROPERTY} names another). A test that asks for what is not there is skipped,
 * saying so; where the environment variable CI is set it fails.
 */
public final class Shared {

  /** System property with the path of the shared folder. */
  public static final String PROPERTY = "interest.shared";

  private Shared() {}

  /** Returns a path below the golden vectors. */
  public static Path golden(String name) {
    return existing("golden", name);
  }

  /** Returns a path below the data sets. */
  public static Path data(String name) {
    return existing("data", name);
  }

  /** Returns a path below the releases. */
  public static Path models(String name) {
    return existing("models", name);
  }

  private static Path existing(String folder, String name) {
    Path path = folder().resolve(folder).resolve(name);
    if (!Files.exists(path)) {
      String message = path + ": missing (expected: shared material; see -D" + PROPERTY + ")";
      String ci = System.getenv("CI");
      if (ci != null && !ci.isEmpty()) {
        Assertions.fail(message);
      }
      // Surefire's console output leaves the reason of a skipped test out.
      System.out.println("skipped: " + message);
      Assumptions.abort("skipped: " + message);
    }
    return path;
  }

  private static Path folder() {
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      return Path.of(given);
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("mvnw"))) {
        return at.resolveSibling("shared");
      }
    }
    throw new IllegalStateException(start + ": no mvnw in it or above (expected: the project)");
  }
}
