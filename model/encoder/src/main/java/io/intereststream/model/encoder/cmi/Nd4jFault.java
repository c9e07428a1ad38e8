package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.MissingLibraryException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** Says why ND4J does not start: most often its native library for this platform is missing. */
final class Nd4jFault {

  /**
   * The first error: only this one has the cause; later ones only say that a class could not be
   * loaded.
   */
  private static final AtomicReference<LinkageError> FIRST = new AtomicReference<>();

  private Nd4jFault() {}

  /**
   * Returns the exception for an ND4J that cannot be loaded.
   *
   * @param e error that the JVM threw at the first or a later use of a class of ND4J
   */
  static MissingLibraryException of(LinkageError e) {
    FIRST.compareAndSet(null, e);
    return new MissingLibraryException(
        ("ND4J, which the reference encoder needs, does not start on this machine: %s"
                + " (expected: nd4j-native with classifier %s and openblas for the same platform on"
                + " the class path; build on this machine, or with -Djavacpp.platform=%s)")
            .formatted(rootCause(FIRST.get()), platform(), platform()),
        e);
  }

  /** Returns the platform as JavaCPP names it, such as {@code linux-x86_64}. */
  private static String platform() {
    return platform(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static String platform(String name, String arch) {
    String system = name.toLowerCase(Locale.ROOT);
    String os =
        system.startsWith("mac") ? "macosx" : system.startsWith("windows") ? "windows" : system;
    String processor =
        switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> arch;
        };
    return os + "-" + processor;
  }

  private static Throwable rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
