package io.intereststream.job.update;

import java.io.Serializable;

/**
 * When and how the state of the job was begun; part of every checkpoint.
 *
 * <p>A plain object with public fields, as Flink's POJO serializer requires.
 */
public final class StateStart implements Serializable {
  private static final long serialVersionUID = 1L;

  /** When the state was begun, epoch ms: the generation of its histories. */
  public long generation;

  /** Whether the state is still being rebuilt from the topic. */
  public boolean rebuilding;

  public StateStart() {}

  /**
   * @param generation when the state was begun, epoch ms
   * @param rebuilding whether it is being rebuilt from the topic
   */
  public StateStart(long generation, boolean rebuilding) {
    this.generation = generation;
    this.rebuilding = rebuilding;
  }

  /**
   * The start of the state: what the subtasks of the checkpoint say, or the start without a
   * checkpoint. Some subtasks may have heard of the end of the rebuild before the checkpoint and
   * some after it: all of them go on with the rebuild, whose end is announced again.
   *
   * @param fresh without a checkpoint
   * @param restored of all subtasks in the checkpoint; may be empty
   */
  static StateStart of(StateStart fresh, Iterable<StateStart> restored) {
    StateStart start = null;
    for (StateStart of : restored) {
      start = start == null ? of : new StateStart(of.generation, start.rebuilding | of.rebuilding);
    }
    return start == null ? fresh : start;
  }
}
