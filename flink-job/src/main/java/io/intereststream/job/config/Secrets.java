package io.intereststream.job.config;

import java.util.regex.Pattern;

/** Finds values that must not be shown: passwords, keys, tokens, and users in addresses. */
public final class Secrets {
  private static final Pattern SECRET =
      Pattern.compile(
          "password|passphrase|secret|token|jaas|credential|api[-.]?key|access[-.]?key"
              + "|keystore\\.key|auth\\.user\\.info|basic\\.auth|sasl\\.oauthbearer",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern USER = Pattern.compile("(?<=://)[^/@\\s]+(?=@)");
  private static final String MASK = "***";

  private Secrets() {}

  /** Whether a value must not be shown as it is. */
  public static boolean isSecret(String name, String value) {
    return namesSecret(name, value) || USER.matcher(value).find();
  }

  /** The part of a value that may be shown. */
  public static String mask(String name, String value) {
    return namesSecret(name, value) ? MASK : USER.matcher(value).replaceAll(MASK);
  }

  /** Checks the name of the value, and the names inside it, because it may be a map. */
  private static boolean namesSecret(String name, String value) {
    return SECRET.matcher(name).find() || SECRET.matcher(value).find();
  }
}
