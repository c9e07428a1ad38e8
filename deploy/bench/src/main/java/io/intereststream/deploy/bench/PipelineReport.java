package io.intereststream.deploy.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.intereststream.deploy.bench.latency.Latency;
import org.HdrHistogram.Histogram;

/**
 * The result of the pipeline benchmark. Rates are events per second, medians of interleaved runs.
 *
 * @param job the job
 * @param pipeline the same job with an encoder that only returns a stored vector
 * @param recompute the same job with a forward pass over the whole history in libtorch at each
 *     event
 * @param latencyMs time from event to update at half the job's rate
 */
public record PipelineReport(
    @JsonProperty("job_events_per_second") double job,
    @JsonProperty("pipeline_events_per_second") double pipeline,
    @JsonProperty("recompute_events_per_second") double recompute,
    @JsonProperty("job_over_pipeline") double jobOverPipeline,
    @JsonProperty("job_over_recompute") double jobOverRecompute,
    @JsonProperty("latency_ms") Latency latencyMs)
    implements BenchReport {

  static PipelineReport of(double job, double pipeline, double recompute, Histogram ms) {
    return new PipelineReport(
        job, pipeline, recompute, job / pipeline, job / recompute, Latency.of(ms));
  }

  @Override
  public String table() {
    return """
        job                     %,10.0f events/s
        pipeline alone          %,10.0f events/s   job / pipeline   %.2f
        recomputing histories   %,10.0f events/s   job / recompute  %.0f
        latency at half rate    p50 %.0f ms, p99 %.0f ms
        """
        .formatted(
            job,
            pipeline,
            jobOverPipeline,
            recompute,
            jobOverRecompute,
            latencyMs.p50(),
            latencyMs.p99());
  }
}
