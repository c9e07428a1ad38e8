package io.intereststream.training.train;

import io.intereststream.error.InterestStreamException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Draws the batches of a run before the steps that use them, on its own threads. */
final class BatchQueue implements AutoCloseable {
  private static final int AHEAD = 8;

  private final Sampler sampler;
  private final ExecutorService threads;
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
  private long next;

  /**
   * Starts the threads.
   *
   * @param first step of the first batch
   * @param threadCount number of threads; the batches are the same with any number
   */
  BatchQueue(Sampler sampler, long first, int threadCount) {
    this.sampler = sampler;
    this.next = first;
    this.threads =
        Executors.newFixedThreadPool(
            threadCount,
            task -> {
              Thread thread = new Thread(task, "batches");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns the batch of the next step; waits until it is drawn. */
  Batch next() {
    while (ahead.size() < AHEAD) {
      long step = next++;
      ahead.add(threads.submit(() -> sampler.draw(step)));
    }
    try {
      return ahead.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InterestStreamException.environment("interrupted while drawing a batch", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("cannot draw a batch", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
