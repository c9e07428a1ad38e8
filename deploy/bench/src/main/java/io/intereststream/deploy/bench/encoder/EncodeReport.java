package io.intereststream.deploy.bench.encoder;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.intereststream.deploy.bench.BenchReport;

/**
 * The result of the encoder benchmark, on one thread.
 *
 * @param wholeHistories histories of 100 items per second, by the job's encoder, in the best slice
 * @param libtorch the same by libtorch's batched forward pass
 * @param ratio {@code wholeHistories / libtorch}
 * @param encoderUs what the encoder costs the job per event, in µs of CPU: append, a share of
 *     encoding again after a cut, and the interests
 * @param appendUs CPU time to append one item to a viewer's state, in µs
 * @param computedAppendUs the same without tables precomputed per item
 * @param interestsUs CPU time to compute a viewer's interests from the state, in µs
 * @param readAndWriteUs CPU time to read a viewer from bytes and to write it, in µs
 * @param largestDifference largest difference of a component between the two encoders
 * @param trial whether nothing was checked, so that the numbers mean nothing
 */
public record EncodeReport(
    @JsonProperty("whole_histories_per_second_per_core") double wholeHistories,
    @JsonProperty("libtorch_histories_per_second_per_core") double libtorch,
    @JsonProperty("encoder_over_libtorch") double ratio,
    @JsonProperty("encoder_us_per_event") double encoderUs,
    @JsonProperty("append_us") double appendUs,
    @JsonProperty("computed_append_us") double computedAppendUs,
    @JsonProperty("interests_us") double interestsUs,
    @JsonProperty("viewer_read_and_write_us") double readAndWriteUs,
    @JsonProperty("largest_difference") double largestDifference,
    @JsonProperty("trial") boolean trial)
    implements BenchReport {

  @Override
  public String table() {
    return (trial ? BenchReport.TRIAL : "")
        + """
        whole histories of 100 items   %,8.0f per second and core
        libtorch, batched forward pass %,8.0f per second and core   ratio %.2f, largest difference %.1e
        encoder, as the job uses it    %.2f µs of CPU an event
        append one item                %.2f µs, computed without a table %.2f µs
        interests from the state       %.2f µs
        read and write a viewer        %.2f µs
        """
            .formatted(
                wholeHistories,
                libtorch,
                ratio,
                largestDifference,
                encoderUs,
                appendUs,
                computedAppendUs,
                interestsUs,
                readAndWriteUs);
  }
}
