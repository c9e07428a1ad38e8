package io.intereststream.deploy.cli.bench;

import io.intereststream.deploy.bench.compare.CompareBench;
import io.intereststream.deploy.bench.compare.CompareSettings;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.error.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmark of one build against another. */
@Command(
    name = "compare",
    description =
        "Compares two builds by the CPU time of an event in job and broker, in the order baseline,"
            + " candidate, baseline. Exits with 1 if the baseline's runs do not agree within 5 %%."
            + " Takes about 15 minutes. Linux only.")
final class BenchCompareCommand implements Callable<Integer> {
  @Mixin private BenchOptions run;

  @Mixin private BenchJobOptions job;

  @Mixin private ViewerOptions viewers;

  @Option(
      names = "--baseline",
      paramLabel = "CHECKOUT",
      required = true,
      description = "Checkout of the build to compare with. It must be built already.")
  private Path baseline;

  @Option(
      names = "--candidate",
      paramLabel = "CHECKOUT",
      description = "Checkout of the other build. Default: the one of this command.")
  private Path candidate;

  @Option(
      names = "--candidate-option",
      paramLabel = "KEY=VALUE",
      showDefaultValue = Visibility.NEVER,
      description = "Option of the job or of Flink for the other build only. Repeatable.")
  private Map<String, String> candidateOptions = new LinkedHashMap<>();

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Minimum time to measure at full rate. It ends with a checkpoint.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    Bounds.atLeast(1, "--seconds", seconds);
    CompareSettings settings =
        new CompareSettings(
            baseline,
            candidate == null ? ownCheckout() : candidate,
            viewers.viewers(),
            viewers.order(),
            Duration.ofSeconds(seconds),
            job.strict(),
            job.configuration(),
            Configuration.fromMap(candidateOptions));
    run.print((folder, progress) -> new CompareBench(settings, folder, progress).run());
    return ExitCode.OK.code();
  }

  /** The launcher names the folder {@code deploy/broker/target/lib} of its checkout. */
  private static Path ownCheckout() {
    return Path.of(System.getProperty(LocalBroker.LIB_PROPERTY)).resolve("../../../..").normalize();
  }
}
