package io.intereststream.job.config;

import io.intereststream.job.tuning.TuningOptions;
import java.io.Serializable;

/**
 * The values of {@link TuningOptions}.
 *
 * @param warmsUpJit whether the JIT is warmed up for release changes
 * @param throttlesCpu whether work beside an active release is slowed down
 * @param batchesReencoding whether histories that are encoded afresh wait for each other
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
