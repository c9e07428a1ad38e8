package io.intereststream.job.config;

import io.intereststream.job.tuning.TuningOptions;
import java.io.Serializable;

/**
 * The values of {@link TuningOptions}.
 *
 * @param warmsUpJit whether the JIT is warmed up for release changes
 * @param throttlesCpu whether a release is loaded slowly while another one is active
 * @param batchesReencoding whether histories that are encoded again wait for each other
 */
public record TuningSettings(boolean warmsUpJit, boolean throttlesCpu, boolean batchesReencoding)
    implements Serializable {

  static TuningSettings from(OptionChecks checks) {
    return new TuningSettings(
        checks.get(TuningOptions.JIT_WARMUP),
        checks.get(TuningOptions.CPU_THROTTLE),
        checks.get(TuningOptions.REENCODE_BATCH));
  }
}
