package io.intereststream.deploy.cli.output;

import java.io.PrintWriter;
import java.util.List;

/** Prints rows of cells in aligned columns. */
public final class TextTable {
  private TextTable() {}

  public static void print(List<List<String>> lines, PrintWriter out) {
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        text.append(line.get(column))
            .append(" ".repeat(widths[column] - line.get(column).length()));
        text.append("  ");
      }
      out.println(text.toString().stripTrailing());
    }
  }
}
