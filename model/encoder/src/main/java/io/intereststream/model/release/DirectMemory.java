package io.intereststream.model.release;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * Gives back memory outside the Java heap at once, direct or mapped, and not when the garbage
 * collector comes by. It takes {@code sun.misc.Unsafe}, the usual way as long as Java has none of
 * its own; on a Java without it, freeing is left to the garbage collector.
 */
final class DirectMemory {

  /** Takes a {@link ByteBuffer}; null where there is no such method. */
  private static final MethodHandle CLEANER = cleaner();

  private DirectMemory() {}

  /**
   * Frees the memory of a buffer, which must never be used again, nor may a view of it.
   *
   * @param buffer as it was allocated or mapped, no view; nothing happens to one on the heap
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
