package io.intereststream.deploy.bench.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.intereststream.deploy.bench.BenchReport;
import io.intereststream.deploy.bench.cpu.CpuPerEvent;
import io.intereststream.deploy.bench.tail.LatencyReport;
import java.util.List;

/**
 * The result of the pipeline benchmark.
 *
 * @param cpu CPU time per event of job and broker, at full rate
 * @param jobOverPipeline the updater's CPU time per event with stored vectors, divided by that with
 *     the job's encoder, measured in one job
 * @param recomputeOverJob the updater's CPU time per event with a forward pass over the whole
 *     history in libtorch at each event, divided by that with the job's encoder
 * @param encoderUs CPU time of the encoder per event in µs, in a loop without a cluster
 * @param writtenBytes bytes that the job's process writes to disks per event
 * @param latencyMs time from when an event was due until a reader had its update
 * @param stateBytes size of a savepoint divided by the number of viewers
 * @param spread largest relative difference between repetitions of the CPU times and ratios
 * @param trial whether nothing was checked, so that the numbers mean nothing
 */
public record PipelineReport(
    @JsonProperty("cpu_us_per_event") CpuPerEvent cpu,
    @JsonProperty("job_over_pipeline_cpu") double jobOverPipeline,
    @JsonProperty("recompute_over_job_cpu") double recomputeOverJob,
    @JsonProperty("encoder_us_per_event") double encoderUs,
    @JsonProperty("written_bytes_per_event") double writtenBytes,
    @JsonProperty("latency_ms") LatencyReport latencyMs,
    @JsonProperty("state_bytes_per_viewer") long stateBytes,
    @JsonProperty("spread") double spread,
    @JsonProperty("trial") boolean trial)
    implements BenchReport {

  @Override
  public String table() {
    return (trial ? BenchReport.TRIAL : "")
        + CpuPerEvent.table(List.of("job"), List.of(cpu))
        + """
        job / pipeline, updater's CPU   %.3f
        recompute / job, updater's CPU  %.0f
        encoder                         %.2f µs of CPU an event
        written to disk                 %,.0f bytes an event
        state                           %,d bytes a viewer
        repetitions                     %.1f %% apart
        """
            .formatted(
                jobOverPipeline,
                recomputeOverJob,
                encoderUs,
                writtenBytes,
                stateBytes,
                100 * spread)
        + latencyMs.table();
  }
}
