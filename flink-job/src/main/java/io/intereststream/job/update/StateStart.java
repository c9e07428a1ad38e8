package io.intereststream.job.update;

import java.io.Serializable;

/**
 * When and how the state of the job was created; part of every checkpoint.
 *
 * <p>A plain object with public fields, as Flink's POJO serializer requires.
 */
public final class StateStart implements Serializable {
  private static final long serialVersionUID = 1L;

  /** When the state was created, epoch ms: the generation of its histories. */
  public long generation;

  /** Whether the state is still being rebuilt from the topic. */
  public boolean rebuilding;

  public StateStart() {}

  /**
   * @param generation when the state was created, epoch ms
   * @param rebuilding whether it is being rebuilt from the topic
   */
  public StateStart(long generation, boolean rebuilding) {
    this.generation = generation;
    this.rebuilding = rebuilding;
  }

  /**
   * Returns the start of the state: that of the checkpoint or, without a checkpoint, the given one.
   * At the time of the checkpoint, only some subtasks may have received the announcement that the
   * rebuild has ended. Then all subtasks continue the rebuild, and its end is announced again.
   *
   * @param fresh the start without a checkpoint
   * @param restored the starts of all subtasks in the checkpoint; may be empty
   */
  static StateStart of(StateStart fresh, Iterable<StateStart> restored) {
    StateStart start = null;
    for (StateStart of : restored) {
      start = start == null ? of : new StateStart(of.generation, start.rebuilding | of.rebuilding);
    }
    return start == null ? fresh : start;
  }
}
