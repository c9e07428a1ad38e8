package io.intereststream.deploy.e2e.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.e2e.documents.MarkdownDocument.CodeBlock;
import io.intereststream.deploy.e2e.documents.MarkdownDocument.Marker;
import io.intereststream.deploy.e2e.documents.MarkdownDocument.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownDocumentTest {
  private static MarkdownDocument parse(String text) {
    return MarkdownDocument.parse("a.md", text);
  }

  private static CodeBlock unmarked(int line, String language, String text) {
    return new CodeBlock(line, language, text, Optional.empty());
  }

  @Test
  void aFenceHasALineALanguageAndAText() {
    assertThat(
            parse(
                    """
                    Text.

                    ```sh
                    a \\
                      b

                    c
                    ```
                    ``` yaml title="x"
                    d: 1
                    ```
                    """)
                .blocks())
        .containsExactly(unmarked(3, "sh", "a \\\n  b\n\nc\n"), unmarked(9, "yaml", "d: 1\n"));
  }

  @Test
  void aFenceEndsWithAFenceOfItsOwnKindAndLength() {
    assertThat(
            parse(
                    """
                    ~~~md
                    ```sh
                    a
                    ```
                    ~~~

                    ````md
                    ```sh
                    b
                    ```
                    ````
                    """)
                .blocks())
        .containsExactly(
            unmarked(1, "md", "```sh\na\n```\n"), unmarked(7, "md", "```sh\nb\n```\n"));
  }

  @Test
  void aFenceThatIsNotClosedGoesToTheEnd() {
    assertThat(parse("```sh\na\n\n# b\n").blocks())
        .containsExactly(unmarked(1, "sh", "a\n\n# b\n"));
  }

  @Test
  void aFenceInAListOrAQuoteLosesWhatItIsIndentedBy() {
    assertThat(
            parse(
                    """
                    1. Text:

                       ```sh
                       a
                         b
                       ```

                       - <!-- not run: deep -->
                         ~~~sh
                         c
                         ~~~
                    > ```sh
                    > d
                    > ```
                    """)
                .blocks())
        .containsExactly(
            unmarked(3, "sh", "a\n  b\n"),
            new CodeBlock(9, "sh", "c\n", Optional.of(new Marker(8, "deep"))),
            unmarked(12, "sh", "d\n"));
  }

  @Test
  void aFenceOrAnIndentedBlockMayNameNoLanguage() {
    assertThat(parse("```\na\n```\n\n    b\n").blocks())
        .containsExactly(unmarked(1, "", "a\n"), unmarked(5, "", "b\n"));
  }

  @Test
  void lineEndsMayBeThoseOfWindows() {
    MarkdownDocument document =
        parse("# A\r\n\r\n<!-- not run: x -->\r\n```sh\r\na\r\nb\r\n```\r\n[b](c.md)\r\n");
    assertThat(document.blocks())
        .containsExactly(new CodeBlock(4, "sh", "a\nb\n", Optional.of(new Marker(3, "x"))));
    assertThat(document.links()).containsExactly(new Target(8, "c.md"));
    assertThat(document.lines()).isEqualTo(8);
  }

  @Test
  void aMarkerBelongsToTheBlockOnTheNextLine() {
    MarkdownDocument document =
        parse(
            """
            Text.
            <!-- not run: needs Docker -->
            ```sh
            a
            ```
            ```sh
            b
            ```
            <!-- not run: over
                 two lines -->
            ```sh
            c
            ```
            """);
    assertThat(document.blocks())
        .extracting(CodeBlock::marker)
        .containsExactly(
            Optional.of(new Marker(2, "needs Docker")),
            Optional.empty(),
            Optional.of(new Marker(10, "over\n     two lines")));
    assertThat(document.shellBlocks())
        .extracting(CodeBlock::isRun)
        .containsExactly(false, true, false);
  }

  @Test
  void aMarkerElsewhereBelongsToNoBlock() {
    MarkdownDocument document =
        parse(
            """
            <!-- not run: a blank line follows -->

            ```sh
            a
            ```
            Text. <!-- not run: in the text -->
            <!-- another comment -->
            ```sh
            b
            ```
            """);
    assertThat(document.markers())
        .containsExactly(new Marker(1, "a blank line follows"), new Marker(6, "in the text"));
    assertThat(document.blocks()).allMatch(CodeBlock::isRun);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!-- not run -->",
        "<!-- not run as it needs Docker -->",
        "<!-- not run: -->",
        "<!--not run:-->",
        "<!-- Not run:  -->"
      })
  void aMarkerMayGiveNoReason(String marker) {
    assertThat(parse(marker + "\n```sh\na\n```\n").markers()).containsExactly(new Marker(1, ""));
  }

  @Test
  void linksAndImagesAreInTextTablesAndHtmlButNotInCode() {
    MarkdownDocument document =
        parse(
            """
            [a](a.md#b) and ![p](p.svg),
            [r][ref], `[no](code.md)`, <https://auto.example>

            | a | b |
            |---|---|
            | `x` | [t](t.md) |

            <p>
              <picture><source srcset="dark.svg"></picture>
              <img alt="" src="q.png"><a href="h.md">h</a>
            </p>

            [![badge](badge.svg)](action.md)

            ```sh
            [no](fence.md)
            ```

            [ref]: r.md
            """);
    assertThat(document.links())
        .containsExactly(
            new Target(1, "a.md#b"),
            new Target(1, "p.svg"),
            new Target(2, "r.md"),
            new Target(2, "https://auto.example"),
            new Target(6, "t.md"),
            new Target(9, "dark.svg"),
            new Target(10, "q.png"),
            new Target(10, "h.md"),
            new Target(13, "action.md"),
            new Target(13, "badge.svg"));
  }

  @Test
  void anchorsAreThoseThatGitHubMakesOfHeadings() {
    assertThat(
            parse(
                    """
                    # What real time is worth?
                    ## The `--config` file, twice
                    ## Same
                    ## Same
                    Underlined: a_b & [c](d.md)
                    ---
                    ## Größe 2.0 – 10 %
                    <a id="by-hand"></a>

                    ```sh
                    # no heading
                    ```
                    """)
                .anchors())
        .isEqualTo(
            Set.of(
                "what-real-time-is-worth",
                "the---config-file-twice",
                "same",
                "same-1",
                "underlined-a_b--c",
                "größe-20--10-",
                "by-hand"));
  }

  @Test
  void anEmptyDocumentHasNothing() {
    MarkdownDocument document = parse("");
    assertThat(document.lines()).isZero();
    assertThat(List.of(document.blocks(), document.markers(), document.links()))
        .allMatch(List::isEmpty);
  }
}
