package io.intereststream.deploy.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The result of the encoder benchmark on one thread: medians of interleaved runs.
 *
 * @param wholeHistories histories of 100 items per second, by the job's encoder
 * @param libtorch the same by libtorch's batched forward pass
 * @param ratio {@code wholeHistories / libtorch}
 * @param appendUs time to append one item to a viewer's state, in µs
 * @param computedAppendUs the same without tables precomputed per item
 * @param interestsUs time to compute a viewer's interests from the state, in µs
 * @param largestDifference largest difference of a component between the two encoders
 */
public record EncodeReport(
    @JsonProperty("whole_histories_per_second_per_core") double wholeHistories,
    @JsonProperty("libtorch_histories_per_second_per_core") double libtorch,
    @JsonProperty("encoder_over_libtorch") double ratio,
    @JsonProperty("append_us") double appendUs,
    @JsonProperty("computed_append_us") double computedAppendUs,
    @JsonProperty("interests_us") double interestsUs,
    @JsonProperty("largest_difference") double largestDifference)
    implements BenchReport {

  @Override
  public String table() {
    return """
        whole histories of 100 items   %,8.0f per second and core
        libtorch, batched forward pass %,8.0f per second and core   ratio %.2f, largest difference %.1e
        append one item                %.2f µs, computed without a table %.2f µs
        interests from the state       %.2f µs
        """
        .formatted(
            wholeHistories,
            libtorch,
            ratio,
            largestDifference,
            appendUs,
            computedAppendUs,
            interestsUs);
  }
}
