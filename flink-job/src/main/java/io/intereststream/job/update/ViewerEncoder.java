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
 * Encodes viewers under one release. An appended event costs one step of the encoder, from the
 * stored encoder state. The history is encoded afresh if entries left it, if one was inserted
 * before others, if the stored state is another release's, and while it is so short that no state
 * is kept. If the release's encoder is not incremental, all interests are computed from the history
 * and no encoder state is kept. Items that the release does not know are skipped. Not thread-safe.
 */
final class ViewerEncoder {
  /**
   * Least number of known items with which the encoder state is kept. With fewer, encoding them
   * afresh at each event costs less than reading and writing the state, which is ten times as
   * large.
   */
  static final int KEPT_FROM = 8;

  private final Vocabulary vocabulary;
  private final Encoder encoder;
  private final int window;
  private final long tag;
  private Interests interests;

  ViewerEncoder(LoadedRelease release) {
    this.vocabulary = release.release().vocabulary();
    this.encoder = release.encoders().get();
    this.window = encoder.window();
    this.tag = release.tag();
    this.interests = new Interests(release.release().interests(), release.release().dimension());
  }

  /**
   * Brings the encoder state up to the history after an event.
   *
   * @param change what the event did to the history
   * @param item fingerprint of its item
   */
  void follow(ViewerState viewer, HistoryChange change, long item) {
    if (encoder instanceof IncrementalEncoder stateful
        && change == HistoryChange.APPENDED
        && viewer.isEncodedBy(tag)
        && append(stateful, viewer, item)) {
      return;
    }
    encodeAfresh(viewer);
  }

  /** Whether the viewer was encoded under this release; false for a new viewer. */
  boolean isUpToDate(ViewerState viewer) {
    return viewer.isOf(tag);
  }

  /**
   * Computes the interests of a viewer who is up to date.
   *
   * @return valid until the next call
   */
  Interests interests(ViewerState viewer) {
    if (encoder instanceof IncrementalEncoder stateful) {
      if (!viewer.isEncodedBy(tag)) {
        encodeAfresh(viewer);
      }
      stateful.interests(viewer.encoding(), viewer.known(), interests);
    } else {
      interests = encoder.encode(List.of(knownRows(viewer.history().entries()))).get(0);
    }
    return interests;
  }

  /** Drops an encoder state that is not worth keeping. */
  void trim(ViewerState viewer) {
    if (viewer.isEncodedBy(tag) && viewer.known() < KEPT_FROM) {
      viewer.dropEncoding();
    }
  }

  /** Appends the newest item; returns false if an older one must leave the release's window. */
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

  private void encodeAfresh(ViewerState viewer) {
    start(viewer);
    if (encoder instanceof IncrementalEncoder stateful) {
      int[] known = knownRows(viewer.history().entries());
      stateful.append(viewer.encoding(), known);
      viewer.countKnown(known.length);
    }
  }

  /** Encodes the histories of some viewers afresh, together. */
  void encodeAfresh(List<QueuedViewer> viewers) {
    for (QueuedViewer viewer : viewers) {
      start(viewer.state);
    }
    if (encoder instanceof IncrementalEncoder stateful) {
      float[][] states = new float[viewers.size()][];
      int[][] known = new int[viewers.size()][];
      for (int i = 0; i < known.length; i++) {
        states[i] = viewers.get(i).state.encoding();
        known[i] = knownRows(viewers.get(i).state.history().entries());
      }
      stateful.append(states, known);
      for (int i = 0; i < known.length; i++) {
        viewers.get(i).state.countKnown(known[i].length);
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

  /** Rows of the newest known items, as many as the release's window takes, oldest first. */
  int[] knownRows(History history) {
    return vocabulary.newestKnownRows(history.size(), history::item, window);
  }
}
