package io.intereststream.job.update;

import io.intereststream.history.History;
import io.intereststream.history.HistoryChange;
import io.intereststream.job.release.LoadedRelease;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.release.Vocabulary;
import java.util.List;

/**
 * Encodes viewers with one release. If an event appends an item, the encoder takes one step from
 * the stored encoder state. The whole history is encoded again if entries left it, if an entry was
 * inserted before others, if the stored state is from another release, or if the history is too
 * short for a stored state. If the release's encoder is not incremental, all interests are computed
 * from the history and no encoder state is stored. Items that the release does not know are
 * skipped. Not thread-safe.
 */
public final class ViewerEncoder {
  /**
   * Minimum number of known items for the encoder state to be stored. With fewer items, encoding
   * them again at each event costs less than reading and writing the state, which is several times
   * as large as the items.
   */
  static final int KEPT_FROM = 4;

  private final Vocabulary vocabulary;
  private final Encoder encoder;
  private final int window;
  private final long tag;
  private Interests interests;

  /** Makes an encoder of the release for the calling thread. */
  public ViewerEncoder(LoadedRelease release) {
    this.vocabulary = release.release().vocabulary();
    this.encoder = release.encoders().get();
    this.window = encoder.window();
    this.tag = release.tag();
    this.interests = new Interests(release.release().interests(), release.release().dimension());
  }

  /**
   * Updates the encoder state after an event changed the history.
   *
   * @param change what the event did to the history
   * @param item fingerprint of its item
   * @return false if instead the whole history must be encoded again, which is faster for several
   *     viewers together: {@link #encodeAfresh(List)}
   */
  public boolean follow(ViewerState viewer, HistoryChange change, long item) {
    if (!(encoder instanceof IncrementalEncoder stateful)) {
      return true;
    }
    if (change == HistoryChange.APPENDED
        && viewer.isEncodedBy(tag)
        && append(stateful, viewer, item)) {
      return true;
    }
    if (viewer.history().entries().size() <= KEPT_FROM) {
      encodeAfresh(List.of(viewer));
      return true;
    }
    return false;
  }

  /** Whether the viewer was encoded with this release; false for a new viewer. */
  boolean isUpToDate(ViewerState viewer) {
    return viewer.isOf(tag);
  }

  /**
   * Computes the interests of a viewer who is up to date.
   *
   * @return valid until the next call
   */
  public Interests interests(ViewerState viewer) {
    if (encoder instanceof IncrementalEncoder stateful) {
      if (!viewer.isEncodedBy(tag)) {
        encodeAfresh(List.of(viewer));
      }
      stateful.interests(viewer.encoding(), knownRows(viewer.history().entries()), interests);
    } else {
      interests = encoder.encode(List.of(knownRows(viewer.history().entries()))).get(0);
    }
    return interests;
  }

  /** Drops the encoder state if it is too small to be worth storing. */
  void trim(ViewerState viewer) {
    if (viewer.isEncodedBy(tag) && viewer.known() < KEPT_FROM) {
      viewer.dropEncoding();
    }
  }

  /** Appends the newest item; returns false if the release's window is full. */
  private boolean append(IncrementalEncoder stateful, ViewerState viewer, long item) {
    int row = vocabulary.row(item);
    if (row < 0) {
      return true;
    }
    if (viewer.known() == window) {
      return false;
    }
    stateful.append(viewer.encoding(), row);
    viewer.countKnown(1);
    return true;
  }

  /** Encodes the whole histories of several viewers, together. */
  public void encodeAfresh(List<ViewerState> viewers) {
    viewers.forEach(this::start);
    if (encoder instanceof IncrementalEncoder stateful) {
      float[][] states = new float[viewers.size()][];
      int[][] known = new int[viewers.size()][];
      for (int i = 0; i < known.length; i++) {
        states[i] = viewers.get(i).encoding();
        known[i] = knownRows(viewers.get(i).history().entries());
      }
      stateful.append(states, known);
      for (int i = 0; i < known.length; i++) {
        viewers.get(i).countKnown(known[i].length);
      }
    }
  }

  private void start(ViewerState viewer) {
    if (encoder instanceof IncrementalEncoder stateful) {
      viewer.startEncoding(tag, stateful.stateSize());
    } else {
      viewer.encodedWhole(tag);
    }
  }

  /** Rows of the newest known items, at most as many as the release's window, oldest first. */
  int[] knownRows(History history) {
    return vocabulary.newestKnownRows(history.size(), history::item, window);
  }
}
