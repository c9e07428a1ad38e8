package io.intereststream.deploy.e2e.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documents of this repository keep to the rules of documents. */
class DocumentsTest {
  private final DocumentRules rules;

  DocumentsTest() throws IOException {
    Repository repository = Repository.own();
    rules = new DocumentRules(repository, repository.documents());
  }

  @Test
  void everyLinkLeadsSomewhere() {
    assertNone(rules.brokenLinks());
  }

  @Test
  void everyCodeBlockNamesItsLanguage() {
    assertNone(rules.blocksWithoutLanguage());
  }

  @Test
  void everyCommandIsInABlockThatCanBeRun() {
    assertNone(rules.commandsInOtherBlocks());
  }

  @Test
  void noBlockThatIsRunBuilds() {
    assertNone(rules.buildsThatAreRun());
  }

  @Test
  void everyMarkerHasAReasonAndABlock() {
    assertNone(rules.markersWithoutReasonOrBlock());
  }

  @Test
  void atMostAThirdOfTheBlocksIsMarked() {
    assertNone(rules.tooManyMarkers());
  }

  @Test
  void documentsAreShort() {
    assertNone(rules.tooLong());
  }

  private static void assertNone(List<String> problems) {
    assertThat(String.join("\n", problems)).isEmpty();
  }
}
