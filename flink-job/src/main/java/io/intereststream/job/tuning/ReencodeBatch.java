package io.intereststream.job.tuning;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Viewers whose whole histories must be encoded with the active release. They wait for each other
 * for some milliseconds, because eight histories of similar length take half the time if they are
 * encoded together. This matters right after a release change, when each viewer's first event
 * encodes the whole history, and in the long run, since every long history is cut and encoded again
 * once in {@code slack} events. {@link TuningOptions#REENCODE_BATCH} switches it off: the batch
 * size is then one. The entries are created once and reused.
 *
 * @param <E> the data of a waiting viewer
 */
public final class ReencodeBatch<E> {
  private final List<E> entries = new ArrayList<>();
  private final String[] userIds;
  private int size;

  /**
   * An empty batch.
   *
   * @param capacity maximum number of viewers, at least 1
   * @param newEntry makes an entry
   */
  public ReencodeBatch(int capacity, Supplier<E> newEntry) {
    userIds = new String[capacity];
    for (int i = 0; i < capacity; i++) {
      entries.add(newEntry.get());
    }
  }

  /** The entry to fill for a viewer, who is not in the batch before {@link #enqueue}. */
  public E next() {
    return entries.get(size);
  }

  /** Adds the viewer whose entry is {@link #next}; not when the batch {@link #isFull}. */
  public void enqueue(String userId) {
    userIds[size] = userId;
    size++;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public boolean isFull() {
    return size == userIds.length;
  }

  /** Whether a viewer is in the batch. */
  public boolean contains(String userId) {
    for (int i = 0; i < size; i++) {
      if (userIds[i].equals(userId)) {
        return true;
      }
    }
    return false;
  }

  /** The entries of the viewers in the batch, in the order in which they came. */
  public List<E> entries() {
    return Collections.unmodifiableList(entries.subList(0, size));
  }

  /** Takes one viewer out of the batch. */
  @FunctionalInterface
  public interface Drain<E> {
    void accept(String userId, E entry) throws IOException;
  }

  /** Empties the batch, in the order in which the viewers came. */
  public void drain(Drain<E> drain) throws IOException {
    for (int i = 0; i < size; i++) {
      drain.accept(userIds[i], entries.get(i));
    }
    size = 0;
  }
}
