package io.intereststream.deploy.e2e.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.e2e.documents.MarkdownDocument.CodeBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands in the documents run as they are written: the {@code sh} blocks of each, in order,
 * in a copy of the work tree.
 */
class DocumentsITCase {
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  @TempDir private Path temporary;
  private List<Path> links;
  private BlockRunner runner;

  static Stream<MarkdownDocument> documents() throws IOException {
    return Repository.own().documents().values().stream()
        .filter(document -> !document.shellBlocks().isEmpty());
  }

  @BeforeEach
  void copy() throws IOException {
    Path copy = temporary.resolve("copy");
    links = Repository.own().copyTo(copy);
    runner = new BlockRunner(copy, Files.createDirectory(temporary.resolve("tmp")), DEADLINE);
  }

  /** JUnit warns of each link that leads out of its temporary folder. */
  @AfterEach
  void removeLinks() throws IOException {
    for (Path link : links) {
      Files.deleteIfExists(link);
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyBlockRunsUnlessItIsMarked(MarkdownDocument document) throws Exception {
    List<String> run = new ArrayList<>();
    List<String> marked = new ArrayList<>();
    for (CodeBlock block : document.shellBlocks()) {
      if (!block.isRun()) {
        marked.add("line %d: %s".formatted(block.line(), block.marker().orElseThrow().reason()));
        continue;
      }
      BlockRunner.Outcome outcome = runner.run(block.text());
      assertThat(outcome.ending())
          .as("%s:%d:%n%s%n%s", document.path(), block.line(), block.text(), outcome.output())
          .isEmpty();
      run.add("line %d: %d s".formatted(block.line(), outcome.took().toSeconds()));
    }
    System.out.printf(
        "%s: %d blocks run %s, %d not run %s%n",
        document.path(), run.size(), run, marked.size(), marked);
  }
}
