package io.intereststream.deploy.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the encoder's benchmark measured, on one thread; medians over interleaved runs.
 *
 * @param wholeHistories of 100 items, encoded by the job's encoder in a second
 * @param libtorch the same by libtorch's batched forward of the same model
 * @param ratio of the two
 * @param appendUs one item taken into a viewer's state, in µs
 * @param computedAppendUs the same where what depends on the item alone is computed each time
 * @param interestsUs a viewer's interests from the state, in µs
 * @param largestDifference of a component between the two results
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
        whole histories of 100 items  %,8.0f a second and core
        libtorch, batched forward     %,8.0f a second and core   ratio %.2f, largest difference %.1e
        one item appended             %.2f µs, computed without a table %.2f µs
        interests from the state      %.2f µs
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
