package io.intereststream.data.csv;

/** Makes text from the input printable on one line of a message. */
public final class FoundText {
  private static final int LONGEST = 80;

  private FoundText() {}

  /**
   * Returns the text in quotes, with control characters escaped, shortened to {@value #LONGEST}
   * characters.
   */
  public static String quoted(CharSequence found) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < Math.min(found.length(), LONGEST); i++) {
      char c = found.charAt(i);
      switch (c) {
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (isControl(c)) {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c == TextFile.NOT_UTF8 ? '\uFFFD' : c);
          }
        }
      }
    }
    return text.append(found.length() > LONGEST ? "...\"" : "\"").toString();
  }

  /** Whether a character is a control character or separates lines or paragraphs. */
  static boolean isControl(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
