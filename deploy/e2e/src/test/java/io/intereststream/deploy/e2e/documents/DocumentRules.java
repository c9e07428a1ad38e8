package io.intereststream.deploy.e2e.documents;

import io.intereststream.deploy.e2e.documents.MarkdownDocument.CodeBlock;
import io.intereststream.deploy.e2e.documents.MarkdownDocument.Marker;
import io.intereststream.deploy.e2e.documents.MarkdownDocument.Target;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Rules for documents. Each returns its violations, {@code file:line: what was found (expected:
 * ...)}.
 */
final class DocumentRules {
  /** Names of the shell's language, of which only {@code sh} is run. */
  private static final Pattern SHELL =
      Pattern.compile("bash|console|sh|shell|shell-session|zsh", Pattern.CASE_INSENSITIVE);

  private static final Pattern COMMAND =
      Pattern.compile("^\\s*(?:\\$ |\\./(?:interest-stream|mvnw)\\b)", Pattern.MULTILINE);
  private static final Pattern BUILD = Pattern.compile("\\bmvnw?\\b");

  /** Documents that nobody writes by hand. */
  private static final Pattern GENERATED =
      Pattern.compile("docs/(?:configuration\\.md|metrics\\.md|comparison/.*)");

  private static final int README_LINES = 130;
  private static final int ALL_LINES = 1500;

  private final Repository repository;
  private final Map<Path, MarkdownDocument> documents;

  DocumentRules(Repository repository, Map<Path, MarkdownDocument> documents) {
    this.repository = repository;
    this.documents = documents;
  }

  /** Links lead to a file or folder of the repository, with its anchor, or to an https address. */
  List<String> brokenLinks() {
    List<String> problems = new ArrayList<>();
    documents.forEach(
        (file, document) -> {
          for (Target link : document.links()) {
            String problem = problemOf(file, link.address());
            if (!problem.isEmpty()) {
              problems.add(
                  "%s:%d: link '%s': %s"
                      .formatted(document.path(), link.line(), link.address(), problem));
            }
          }
        });
    return problems;
  }

  /** What is wrong with an address in a document; empty where nothing is. */
  private String problemOf(Path file, String address) {
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException e) {
      return "no address: " + e.getReason();
    }
    if (uri.isAbsolute()) {
      boolean well = "https".equals(uri.getScheme()) && uri.getHost() != null;
      return well ? "" : "expected: https://HOST/...";
    }
    if (address.isEmpty() || address.startsWith("/")) {
      return "expected: a path from the document's folder";
    }
    Path target = file;
    if (!uri.getPath().isEmpty()) {
      target = file.resolveSibling(uri.getPath()).normalize();
    }
    if (!repository.holds(target)) {
      return "leads out of the repository";
    }
    if (!Files.exists(target)) {
      return "no such file";
    }
    if (uri.getFragment() == null) {
      return "";
    }
    MarkdownDocument document = documents.get(target);
    if (document == null) {
      return "an anchor in what is no document";
    }
    return document.anchors().contains(uri.getFragment()) ? "" : "no such anchor";
  }

  /** Each code block names its language. */
  List<String> blocksWithoutLanguage() {
    return problems(
        block ->
            block.language().isEmpty() ? "a block without a language (expected: ```sh, ...)" : "");
  }

  /** Commands are in blocks that are run. */
  List<String> commandsInOtherBlocks() {
    return problems(
        block -> {
          if (block.isShell()) {
            return "";
          }
          if (SHELL.matcher(block.language()).matches()) {
            return "language '%s' (expected: sh)".formatted(block.language());
          }
          return COMMAND.matcher(block.text()).find()
              ? "a command in a block of language '%s' (expected: sh)".formatted(block.language())
              : "";
        });
  }

  /** The build runs the blocks, so no block that it runs may run Maven. */
  List<String> buildsThatAreRun() {
    return problems(
        block ->
            block.isRun() && BUILD.matcher(block.text()).find()
                ? "this block runs Maven, but the build runs this block"
                    + " (expected: <!-- not run: REASON --> on the line before)"
                : "");
  }

  /** Each marker has a reason, and a block of commands on the next line. */
  List<String> markersWithoutReasonOrBlock() {
    List<String> problems = new ArrayList<>();
    for (MarkdownDocument document : documents.values()) {
      List<Marker> used =
          document.shellBlocks().stream().flatMap(block -> block.marker().stream()).toList();
      for (Marker marker : document.markers()) {
        String place = document.path() + ":" + marker.line();
        if (marker.reason().isEmpty()) {
          problems.add(place + ": a marker without a reason (expected: <!-- not run: REASON -->)");
        }
        if (!used.contains(marker)) {
          problems.add(place + ": a marker before nothing (expected: ```sh on the next line)");
        }
      }
    }
    return problems;
  }

  /** At most a third of all blocks of commands is marked. */
  List<String> tooManyMarkers() {
    List<String> marked = problems(block -> block.isShell() && !block.isRun() ? "not run" : "");
    long blocks =
        documents.values().stream().mapToLong(document -> document.shellBlocks().size()).sum();
    if (3L * marked.size() <= blocks) {
      return List.of();
    }
    List<String> problems = new ArrayList<>(marked);
    problems.add(
        "%d of %d blocks are marked (expected: at most a third)".formatted(marked.size(), blocks));
    return problems;
  }

  /** README is a page, and what is written by hand can be read in one sitting. */
  List<String> tooLong() {
    List<String> problems = new ArrayList<>();
    Map<String, Integer> lines = new TreeMap<>();
    for (MarkdownDocument document : documents.values()) {
      if (!GENERATED.matcher(document.path()).matches()) {
        lines.put(document.path(), document.lines());
      }
    }
    int readme = lines.getOrDefault("README.md", 0);
    if (readme > README_LINES) {
      problems.add(
          "README.md:%d: the last line (expected: at most %d)".formatted(readme, README_LINES));
    }
    int all = lines.values().stream().mapToInt(Integer::intValue).sum();
    if (all > ALL_LINES) {
      problems.add("%d lines in all (expected: at most %d): %s".formatted(all, ALL_LINES, lines));
    }
    return problems;
  }

  private List<String> problems(Function<CodeBlock, String> rule) {
    List<String> problems = new ArrayList<>();
    for (MarkdownDocument document : documents.values()) {
      for (CodeBlock block : document.blocks()) {
        String problem = rule.apply(block);
        if (!problem.isEmpty()) {
          problems.add("%s:%d: %s".formatted(document.path(), block.line(), problem));
        }
      }
    }
    return problems;
  }
}
