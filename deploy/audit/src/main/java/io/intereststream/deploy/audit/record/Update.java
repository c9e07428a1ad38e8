package io.intereststream.deploy.audit.record;

import java.util.List;

/**
 * An update as a reader sees it.
 *
 * @param userId the viewer
 * @param order its place among the viewer's updates
 * @param release version of the release that computed the vectors
 * @param began first event of the history; null if it came from a file
 * @param historySize entries of the history
 * @param interests the interests, in the order of the record
 * @param general the general interest; without components if there is none
 */
public record Update(
    String userId,
    Order order,
    String release,
    Position began,
    int historySize,
    List<Interest> interests,
    UpdateVector general) {

  /** The triple by which readers order a viewer's updates. */
  public record Order(long generation, long sequence, long epoch) implements Comparable<Order> {
    @Override
    public int compareTo(Order other) {
      if (generation != other.generation) {
        return Long.compare(generation, other.generation);
      }
      return sequence != other.sequence
          ? Long.compare(sequence, other.sequence)
          : Long.compare(epoch, other.epoch);
    }

    @Override
    public String toString() {
      return "generation " + generation + ", sequence " + sequence + ", epoch " + epoch;
    }
  }

  /** One interest. */
  public record Interest(int category, float weight, UpdateVector vector) {}

  /** How its vectors are written. */
  public VectorFormat format() {
    return general.format();
  }
}
