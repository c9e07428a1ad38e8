package io.intereststream.model.encoder;

import io.intereststream.model.release.ReleaseData;
import io.intereststream.model.release.Throttle;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs work for every item of a release, on half of the processors, slowed down by the release's
 * throttle.
 */
public final class ItemLoop {

  /** Items that one task handles. */
  private static final int CHUNK = 1 << 12;

  private final int items;
  private final Throttle throttle;
  private final Supplier<IntConsumer> work;

  private ItemLoop(ReleaseData release, Supplier<IntConsumer> work) {
    this.items = release.items();
    this.throttle = release.throttle();
    this.work = work;
  }

  /**
   * Runs work for every row of a release, and returns when all is done.
   *
   * @param work makes the work for one task; it receives rows
   */
  public static void forEach(ReleaseData release, Supplier<IntConsumer> work) {
    new ItemLoop(release, work).run();
  }

  private void run() {
    int chunks = (items - 1) / CHUNK + 1;
    int threads = Math.min(chunks, Runtime.getRuntime().availableProcessors() / 2);
    if (threads <= 1) {
      IntStream.range(0, chunks).forEach(this::chunk);
      return;
    }
    // Not the common pool, which has all processors.
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      pool.submit(() -> IntStream.range(0, chunks).parallel().forEach(this::chunk)).join();
    } finally {
      pool.shutdown();
    }
  }

  private void chunk(int chunk) {
    IntConsumer item = work.get();
    Throttle.Loop loop = throttle.startLoop();
    int from = chunk * CHUNK;
    int to = Math.min(items - from, CHUNK) + from;
    for (int row = from; row < to; row++) {
      item.accept(row);
      loop.afterStep();
    }
  }
}
