package io.intereststream.deploy.bench.pipeline;

import io.intereststream.deploy.bench.load.Order;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/**
 * Settings of {@link PipelineBench}.
 *
 * @param viewers number of viewers
 * @param order the order in which they watch
 * @param repetitions number of repetitions that must agree
 * @param events minimum number of events of a measured window
 * @param latency time of a run that measures latency
 * @param strict whether to refuse numbers that are not reliable
 * @param options options of the job and of Flink for all measured jobs
 */
public record PipelineSettings(
    int viewers,
    Order order,
    int repetitions,
    long events,
    Duration latency,
    boolean strict,
    Configuration options) {}
