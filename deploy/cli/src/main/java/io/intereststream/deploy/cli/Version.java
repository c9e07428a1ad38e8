package io.intereststream.deploy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this program. */
final class Version implements IVersionProvider {

  /** The version that the build wrote into the jar. */
  public static String current() {
    try (InputStream in = InterestStream.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new IllegalStateException("version.properties: " + e, e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"interest-stream " + current()};
  }
}
