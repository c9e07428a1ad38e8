package io.intereststream.deploy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.data.synthetic.SyntheticSettings;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.SignalPolicy;
import io.intereststream.job.config.JobOptions;
import io.intereststream.model.serving.Release;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTrainingTest {
  private static final SignalPolicy POLICY = JobOptions.signalPolicy(new Configuration());
  private static final long LOG = 24_000;
  private static final SyntheticLog DATA =
      new SyntheticLog(
          SyntheticSettings.of(5, LOG + 8_000).withViewers(200).withCatalogue(400, 10, 8, 32));

  @TempDir Path folder;
  private final StringWriter shown = new StringWriter();
  private final Screen screen = new Screen(new PrintWriter(shown), false);

  @Test
  void findsThePlantedTastesAndRepeatsItself() throws Exception {
    DemoTraining.Trained first = train("first");
    Release release = Release.read(folder.resolve("first").resolve(first.version()));
    assertThat(release.items()).isEqualTo(first.report().items());
    assertThat(first.position()).isEqualTo(LOG);
    TrainingReport.Recall recall = first.report().recallAt50();
    assertThat(recall.trained()).isBetween(1.15 * recall.popularity(), recall.ceiling());
    assertThat(shown.toString())
        .contains("step 60: loss", "trained in", "upper bound from the generator's tastes");

    assertThat(train("second").report().recallAt50()).isEqualTo(recall);
  }

  @Test
  void refusesToTrainOnAllThatThereIs() {
    DemoTraining training = new DemoTraining(DATA, POLICY, LOG + 8_000, 8_000, 1, screen);
    assertThatThrownBy(() -> training.run(folder))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("no viewer with enough items to evaluate");
  }

  private DemoTraining.Trained train(String name) throws Exception {
    return new DemoTraining(DATA, POLICY, LOG, 8_000, 1, screen)
        .steps(60)
        .run(folder.resolve(name));
  }
}
