package io.intereststream.schema;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A read-only list of floats over a part of a {@code float[]}, for the {@code array<float>} fields
 * of records. The codecs write and read it in one piece, without boxing.
 *
 * <p>The array is not copied: it must not change before the record is encoded.
 */
public final class FloatVector extends AbstractList<Float> implements RandomAccess {

  /** The vector of length 0. */
  public static final FloatVector EMPTY = new FloatVector(new float[0], 0, 0);

  private final float[] array;
  private final int offset;
  private final int length;

  /**
   * A view of {@code array[offset .. offset + length)}.
   *
   * @throws IndexOutOfBoundsException if that is not inside the array
   */
  public FloatVector(float[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** A view of the whole array. */
  public static FloatVector of(float... array) {
    return new FloatVector(array, 0, array.length);
  }

  @Override
  public Float get(int index) {
    return array[offset + Objects.checkIndex(index, length)];
  }

  @Override
  public int size() {
    return length;
  }

  float[] array() {
    return array;
  }

  int offset() {
    return offset;
  }
}
