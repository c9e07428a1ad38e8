package io.intereststream.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.data.synthetic.SyntheticSettings;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.search.ScoredItem;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticReleaseTest {
  private static final SyntheticSettings SETTINGS =
      SyntheticSettings.of(7, 20_000).withViewers(300).withCatalogue(800, 40, 8, 32);

  @TempDir Path folder;

  @Test
  void makesAReleaseWhoseInterestsRetrieveTheTopicsThatWereWatched() throws Exception {
    SyntheticLog data = new SyntheticLog(SETTINGS);
    Release release =
        new SyntheticRelease(data).hidden(24).window(50).write(folder.resolve("release"));
    assertThat(release.version()).isEqualTo("synthetic-7");
    assertThat(release.window()).isEqualTo(50);
    assertThat(release.hidden()).isEqualTo(24);
    assertThat(release.interests()).isEqualTo(8);
    assertThat(release.items()).isEqualTo(800);
    assertThat(release.manifest().training().toString())
        .contains("derived from the generator's item vectors, not trained");
    release.probe().check(release.encoders().get());

    int[] history = {
      release.vocabulary().row("cooking-1"),
      release.vocabulary().row("football-1"),
      release.vocabulary().row("cooking-2"),
      release.vocabulary().row("football-2")
    };
    try (ReferenceEncoder encoder = release.reference()) {
      Interests interests = encoder.encode(List.of(history)).get(0);
      List<ScoredItem> top = release.search().search(interests, 20, history);
      assertThat(top)
          .extracting(item -> topic(release.vocabulary().itemId(item.row())))
          .isSubsetOf("cooking", "football");
    }
  }

  private static String topic(String item) {
    return item.substring(0, item.indexOf('-'));
  }
}
