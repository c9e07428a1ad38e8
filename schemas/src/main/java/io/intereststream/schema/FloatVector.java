package io.intereststream.schema;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A read-only list of floats over a part of a {@code float[]}. Records take it for their {@code
 * array<float>} fields, and the codecs write and read it in one piece, without boxing.
 *
 * <p>The array is not copied: it must not change until the record has been encoded.
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

  /**
   * A list as packed floats: the list itself where it is a {@code FloatVector}, a copy otherwise.
   *
   * @throws NullPointerException if an element is null
   */
  public static FloatVector from(List<Float> list) {
    if (list instanceof FloatVector vector) {
      return vector;
    }
    float[] array = new float[list.size()];
    int index = 0;
    for (Float element : list) {
      array[index++] = element;
    }
    return of(array);
  }

  @Override
  public Float get(int index) {
    return getFloat(index);
  }

  /**
   * The element at {@code index}, not boxed.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in {@code [0, size())}
   */
  public float getFloat(int index) {
    return array[offset + Objects.checkIndex(index, length)];
  }

  @Override
  public int size() {
    return length;
  }

  /**
   * Copies all elements to {@code into[at .. at + size())}.
   *
   * @throws IndexOutOfBoundsException if that is not inside the array
   */
  public void copyTo(float[] into, int at) {
    System.arraycopy(array, offset, into, at, length);
  }

  /** A new array of all elements. */
  public float[] toFloats() {
    float[] floats = new float[length];
    copyTo(floats, 0);
    return floats;
  }

  float[] array() {
    return array;
  }

  int offset() {
    return offset;
  }
}
