package io.intereststream.deploy.bench.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the JMH benchmarks of encoder, viewer state and codecs in separate JVMs, and writes the
 * results to {@code target/jmh.json}. Not part of the test suite. Takes about five minutes:
 *
 * <pre>
 * ./mvnw -pl deploy/bench -am test -Dtest=Microbenchmarks -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class Microbenchmarks {

  @Test
  void run() throws Exception {
    Options options =
        new OptionsBuilder()
            .include(EncoderBenchmark.class.getName())
            .include(StateBenchmark.class.getName())
            .include(CodecBenchmark.class.getName())
            .timeUnit(TimeUnit.MICROSECONDS)
            .forks(2)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .resultFormat(ResultFormatType.JSON)
            .result("target/jmh.json")
            .build();
    Collection<RunResult> results = new Runner(options).run();
    assertThat(results).isNotEmpty();
  }
}
