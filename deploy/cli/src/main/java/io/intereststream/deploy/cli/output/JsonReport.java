package io.intereststream.deploy.cli.output;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;

/** Prints the report of a command as one JSON object. */
public final class JsonReport {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonReport() {}

  public static ObjectNode create() {
    return JSON.createObjectNode();
  }

  /** Prints a record, with the field names of its annotations. */
  public static void print(Record report, PrintWriter out) {
    print(JSON.<ObjectNode>valueToTree(report), out);
  }

  public static void print(ObjectNode report, PrintWriter out) {
    out.println(report.toPrettyString());
    out.flush();
  }
}
