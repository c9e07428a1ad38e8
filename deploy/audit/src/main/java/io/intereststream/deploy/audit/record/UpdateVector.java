package io.intereststream.deploy.audit.record;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A vector as a reader decodes it from an update.
 *
 * @param format how the update has its components
 * @param components the values of the components; empty if there is no vector
 * @param scale the scale of {@link VectorFormat#INT8}; 0 for the other formats
 */
public record UpdateVector(VectorFormat format, List<Float> components, float scale) {

  /**
   * Reads a vector.
   *
   * @param field name of the vector, for errors
   * @param floats the field for {@link VectorFormat#FLOAT}
   * @param bytes the field for the other formats
   * @throws UnusableRecordException if there is something in a field that the format does not use,
   *     or the bytes are not components
   */
  static UpdateVector of(
      String field, VectorFormat format, List<Float> floats, ByteBuffer bytes, float scale)
      throws UnusableRecordException {
    if (format == VectorFormat.FLOAT) {
      nothing(field + "_bytes", format, bytes.hasRemaining());
      nothing(field + "_scale", format, scale != 0);
      return new UpdateVector(format, floats, 0);
    }
    nothing(field, format, !floats.isEmpty());
    nothing(field + "_scale", format, format == VectorFormat.FP16 && scale != 0);
    return new UpdateVector(format, format.components(field + "_bytes", bytes, scale), scale);
  }

  private static void nothing(String field, VectorFormat format, boolean something)
      throws UnusableRecordException {
    if (something) {
      throw new UnusableRecordException(
          field + ": a value in an update of vector_format " + format + " (expected: none)");
    }
  }

  /** The distance between two values that a component can have near its value. */
  public double step(int component) {
    return format.step(components.get(component), scale);
  }
}
