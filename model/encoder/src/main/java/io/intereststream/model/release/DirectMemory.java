package io.intereststream.model.release;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * Frees direct and mapped memory immediately instead of leaving it to the garbage collector. Uses
 * {@code sun.misc.Unsafe}, since Java has no public way; where that is missing, the garbage
 * collector frees the memory.
 */
final class DirectMemory {

  /** Frees a {@link ByteBuffer}; null if there is no such method. */
  private static final MethodHandle CLEANER = cleaner();

  private DirectMemory() {}

  /**
   * Frees the memory of a buffer. Neither the buffer nor a view of it may be used afterwards.
   *
   * @param buffer as allocated or mapped, not a view; a buffer on the heap is left alone
   */
  static void free(ByteBuffer buffer) {
    if (CLEANER == null || !buffer.isDirect()) {
      return;
    }
    try {
      CLEANER.invokeExact(buffer);
    } catch (Throwable e) {
      throw new IllegalStateException("memory outside the heap: cannot be freed: " + e, e);
    }
  }

  private static MethodHandle cleaner() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field unsafe = type.getDeclaredField("theUnsafe");
      unsafe.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(type, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(unsafe.get(null));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
