package io.intereststream.job.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build, from the pom. */
public final class JobVersion {
  /** For example {@code 0.1.0}. */
  public static final String CURRENT = read();

  private JobVersion() {}

  private static String read() {
    try (InputStream in = JobVersion.class.getResourceAsStream("/interest-stream.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
