package io.intereststream.deploy.e2e.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule reports its violations, and nothing else. */
class DocumentRulesTest {
  @TempDir private Path temporary;
  private Path root;

  @BeforeEach
  void makeARepository() throws IOException {
    root = Files.createDirectory(temporary.resolve("root")).toRealPath();
    write("docs/guide.md", "# Guide\n\n## First step\n");
    write("docs/a picture.svg", "<svg/>");
    write("target/built.md", "# Built\n");
    Files.writeString(temporary.resolve("outside.md"), "# Outside\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private DocumentRules rules() throws IOException {
    Repository repository = new Repository(root);
    return new DocumentRules(repository, repository.documents());
  }

  private DocumentRules rules(String readme) throws IOException {
    write("README.md", readme);
    return rules();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docs/guide.md",
        "./docs/guide.md#first-step",
        "docs",
        "docs/",
        "docs/a%20picture.svg",
        "#top",
        "https://example.org/a?b=c#d"
      })
  void linksThatLeadSomewhereAreFine(String address) throws IOException {
    assertThat(rules("# Top\n\n[a](%s)\n".formatted(address)).brokenLinks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          docs/none.md,             no such file
          docs/Guide.md,            no such file
          docs/guide.md#step-one,   no such anchor
          docs#guide,               an anchor in what is no document
          #bottom,                  no such anchor
          target/built.md,          leads out of the repository
          ../outside.md,            leads out of the repository
          /docs/guide.md,           expected: a path from the document's folder
          http://example.org,       expected: https://HOST/...
          https:example.org,        expected: https://HOST/...
          mailto:a@example.org,     expected: https://HOST/...
          docs/%zz,                 no address: Malformed escape pair
          """)
  void linksThatLeadNowhereAreFoundWithFileAndLine(String address, String problem)
      throws IOException {
    assertThat(rules("# Top\n\n[a](%s)\n".formatted(address)).brokenLinks())
        .containsExactly("README.md:3: link '%s': %s".formatted(address, problem));
  }

  @Test
  void linksStartFromTheFolderOfTheirDocument() throws IOException {
    write("docs/more.md", "[a](guide.md) ![b](docs/guide.md)\n");
    assertThat(rules().brokenLinks())
        .containsExactly("docs/more.md:1: link 'docs/guide.md': no such file");
  }

  @Test
  void aBlockWithoutALanguageIsFound() throws IOException {
    assertThat(rules("```text\na\n```\n\n```\na\n```\n").blocksWithoutLanguage())
        .containsExactly("README.md:5: a block without a language (expected: ```sh, ...)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bash | true                   | language 'bash' (expected: sh)
          SH   | true                   | language 'SH' (expected: sh)
          text | ./interest-stream demo | a command in a block of language 'text' (expected: sh)
          yaml | ./mvnw verify          | a command in a block of language 'yaml' (expected: sh)
          text | $ true                 | a command in a block of language 'text' (expected: sh)
          """)
  void aCommandInAnotherBlockIsFound(String language, String text, String problem)
      throws IOException {
    String readme = "```%s\nfirst\n%s\n```\n```text\naudit holds\n```\n".formatted(language, text);
    assertThat(rules(readme).commandsInOtherBlocks()).containsExactly("README.md:1: " + problem);
  }

  @Test
  void aBuildThatTheBuildWouldRunIsFound() throws IOException {
    String block = "```sh\n./mvnw verify\n```\n";
    assertThat(rules("<!-- not run: it is this -->\n" + block + block).buildsThatAreRun())
        .containsExactly(
            "README.md:5: this block runs Maven, but the build runs this block"
                + " (expected: <!-- not run: REASON --> on the line before)");
  }

  @Test
  void aMarkerWithoutReasonOrBlockIsFound() throws IOException {
    assertThat(
            rules(
                    """
                    <!-- not run: it needs Docker -->
                    ```sh
                    a
                    ```
                    <!-- not run: -->
                    ```sh
                    b
                    ```
                    <!-- not run: no commands -->
                    ```text
                    c
                    ```
                    """)
                .markersWithoutReasonOrBlock())
        .containsExactly(
            "README.md:5: a marker without a reason (expected: <!-- not run: REASON -->)",
            "README.md:9: a marker before nothing (expected: ```sh on the next line)");
  }

  @Test
  void moreThanAThirdOfTheBlocksMarkedAreTooMany() throws IOException {
    String run = "```sh\ntrue\n```\n";
    String marked = "<!-- not run: x -->\n" + run;
    assertThat(rules("").tooManyMarkers()).isEmpty();
    assertThat(rules(run + run + marked).tooManyMarkers()).isEmpty();
    assertThat(rules(run + run + marked + marked).tooManyMarkers())
        .containsExactly(
            "README.md:8: not run",
            "README.md:12: not run",
            "2 of 4 blocks are marked (expected: at most a third)");
  }

  @Test
  void documentsThatAreTooLongAreFound() throws IOException {
    write("docs/configuration.md", "generated\n".repeat(2000));
    write("docs/comparison/tables.md", "generated\n".repeat(2000));
    write("docs/long.md", "a\n".repeat(1367));
    assertThat(rules("a\n".repeat(130)).tooLong()).isEmpty();
    assertThat(rules("a\n".repeat(131)).tooLong())
        .containsExactly(
            "README.md:131: the last line (expected: at most 130)",
            "1501 lines in all (expected: at most 1500):"
                + " {README.md=131, docs/guide.md=3, docs/long.md=1367}");
  }
}
