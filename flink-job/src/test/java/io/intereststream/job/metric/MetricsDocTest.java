package io.intereststream.job.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.intereststream.history.HistoryChange;
import io.intereststream.history.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} is generated; {@code -Dinterest.docs=write} writes it. */
class MetricsDocTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

  @Test
  void theDocumentIsCurrent() throws Exception {
    String document = document();
    if ("write".equals(System.getProperty("interest.docs"))) {
      Files.writeString(DOCUMENT, document);
    }
    assertThat(DOCUMENT)
        .as("stale: ./mvnw -pl flink-job test -Dtest=MetricsDocTest -Dinterest.docs=write")
        .content()
        .isEqualTo(document);
  }

  /** Those of an enum are found by their name, all others are fields that somebody reads. */
  @Test
  void everyMetricIsRegisteredBySomebody() {
    Set<JobMetric> registered = EnumSet.noneOf(JobMetric.class);
    Stream.concat(
            Arrays.stream(Signal.values()).map(signal -> "SIGNAL_" + signal),
            Arrays.stream(HistoryChange.values()).map(change -> "HISTORY_" + change))
        .map(JobMetric::valueOf)
        .forEach(registered::add);
    JavaClasses job =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.intereststream.job");
    for (JavaFieldAccess access : job.get(JobMetric.class).getFieldAccessesToSelf()) {
      if (!access.getOriginOwner().isEquivalentTo(JobMetric.class)) {
        registered.add(JobMetric.valueOf(access.getTarget().getName()));
      }
    }
    assertThat(registered).containsExactly(JobMetric.values());
  }

  @Test
  void noTwoMetricsOfAnOperatorHaveTheSameName() {
    assertThat(JobMetric.values()).extracting(JobMetric::metricName).doesNotHaveDuplicates();
  }

  private static String document() {
    StringBuilder text =
        new StringBuilder(
            """
            # Metrics

            This page is generated from `JobMetric`, which declares all metrics of the job;
            a test keeps it up to date. Headings are the names of operators that Flink shows:
            `releases` is the release source, `release-judge` promotes candidates and compares the
            subtasks' releases, and `lifecycle` runs on the JobManager and watches the lease, the
            rebuild and the checkpoints. Flink adds its own metrics and RocksDB's estimates of the
            number of keys and of the size of live data.
            [Operations](operations.md#what-to-look-at) says which metric to check for which symptom.
            """);
    List<String> operators =
        Arrays.stream(JobMetric.values()).map(JobMetric::operator).distinct().toList();
    for (String operator : operators) {
      text.append("\n## ").append(operator).append("\n\n");
      text.append("| metric | type | unit | meaning |\n|---|---|---|---|\n");
      Arrays.stream(JobMetric.values())
          .filter(metric -> metric.operator().equals(operator))
          .forEach(
              metric ->
                  text.append(
                      "| `%s` | %s | %s | %s |\n"
                          .formatted(
                              metric.metricName(),
                              metric.type().name().toLowerCase(),
                              metric.unit(),
                              metric.meaning())));
    }
    return text.toString();
  }
}
