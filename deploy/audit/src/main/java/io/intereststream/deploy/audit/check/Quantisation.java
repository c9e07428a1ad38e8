package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.UpdateVector;
import io.intereststream.deploy.audit.record.VectorFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of a computed vector what an update has of it: rounded to what its format can have, by the
 * rule in the doc texts of the update's schema.
 */
final class Quantisation {
  private static final float STEPS = 127;
  private static final double SMALLEST_INT8 = 0x1p-119;
  private static final double TOO_LARGE_INT8 = 0x1p127;
  private static final double LARGEST_FP16 = 65_504;

  private Quantisation() {}

  /** The components {@code vector[from .. from + length)} in a format. */
  static UpdateVector of(VectorFormat format, float[] vector, int from, int length) {
    return switch (format) {
      case FLOAT -> floats(vector, from, length);
      case FP16 -> fp16(vector, from, length);
      case INT8 -> int8(vector, from, length);
    };
  }

  private static UpdateVector floats(float[] vector, int from, int length) {
    List<Float> components = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      components.add(vector[from + i]);
    }
    return new UpdateVector(VectorFormat.FLOAT, components, 0);
  }

  private static UpdateVector fp16(float[] vector, int from, int length) {
    List<Float> components = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      double component = vector[from + i];
      if (Double.isInfinite(component)) {
        components.add((float) component);
        continue;
      }
      double step = VectorFormat.FP16.step(component, 0);
      double nearest = Math.rint(component / step) * step; // of two, the even one
      components.add((float) Math.max(-LARGEST_FP16, Math.min(LARGEST_FP16, nearest)));
    }
    return new UpdateVector(VectorFormat.FP16, components, 0);
  }

  private static UpdateVector int8(float[] vector, int from, int length) {
    float largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, Math.abs(vector[from + i])); // NaN if one is NaN
    }
    float scale = largest / STEPS;
    float inverse = STEPS / largest;
    if (largest < SMALLEST_INT8) {
      scale = 0;
      inverse = 0;
    } else if (!(largest < TOO_LARGE_INT8)) {
      scale = Float.NaN;
    }
    List<Float> components = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      int rounded = (int) Math.rint(vector[from + i] * inverse); // of two, the even one
      components.add(scale * rounded);
    }
    return new UpdateVector(VectorFormat.INT8, components, scale);
  }
}
