package io.intereststream.deploy.bench.compare;

import io.intereststream.deploy.bench.load.Order;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/**
 * Settings of {@link CompareBench}.
 *
 * @param baseline checkout of the build to compare with
 * @param candidate checkout of the other build
 * @param viewers number of viewers
 * @param order the order in which they watch
 * @param time minimum time of a measured window
 * @param strict whether to refuse numbers that are not reliable
 * @param options options of the job and of Flink for both builds
 * @param candidateOptions options of the job and of Flink for the candidate
 */
public record CompareSettings(
    Path baseline,
    Path candidate,
    int viewers,
    Order order,
    Duration time,
    boolean strict,
    Configuration options,
    Configuration candidateOptions) {}
