package io.intereststream.deploy.bench.encoder;

import io.intereststream.history.HistoryChange;
import io.intereststream.history.HistoryRules;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.Signal;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.release.LoadedRelease;
import io.intereststream.job.update.ViewerEncoder;
import io.intereststream.job.update.ViewerState;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Loops over viewers with the job's own classes for state and encoding, as the job calls them for
 * an event. The histories have lengths from {@code window - slack} to {@code window}, spread
 * evenly, and each event appends an item, so that every {@code slack + 1}st event of a viewer cuts
 * the history, which is then encoded again.
 */
final class ViewerLoops {
  private static final int VIEWERS_OF_EACH_LENGTH = 40;
  private static final long STEP_MS = 30_000;

  private final SplittableRandom random = new SplittableRandom(5);
  private final Release release;
  private final HistoryRules rules;
  private final long[] items;
  private long time = 1_700_000_000_000L;

  /** Viewers who are handled in turn, and the encoder that they share. */
  private final class Viewers {
    final ViewerState[] states;
    final byte[][] stored;
    final ViewerEncoder encoder;

    /** Viewers whose whole histories must be encoded. */
    final List<ViewerState> waiting = new ArrayList<>();

    int next;

    Viewers(Supplier<Encoder> encoders) {
      ModelRelease announced =
          ModelRelease.newBuilder()
              .setVersion(release.version())
              .setLocation("")
              .setManifestSha256(release.manifestSha256())
              .setEpoch(1)
              .build();
      encoder = new ViewerEncoder(new LoadedRelease(announced, release, encoders));
      states = new ViewerState[VIEWERS_OF_EACH_LENGTH * (rules.slack() + 1)];
      stored = new byte[states.length][];
      for (int i = 0; i < states.length; i++) {
        states[i] = new ViewerState(new ViewerHistory(rules));
        int length = rules.window() - rules.slack() + i % (rules.slack() + 1);
        for (int n = 0; n < length; n++) {
          append(states[i]);
        }
        encoder.encodeAfresh(List.of(states[i]));
        stored[i] = states[i].write();
      }
    }

    int next() {
      next = (next + 1) % states.length;
      return next;
    }

    /** Encodes a viewer whose whole history must be encoded, eight together as the job does. */
    void encodeAfresh(ViewerState viewer) {
      waiting.add(viewer);
      if (waiting.size() == IncrementalEncoder.TOGETHER) {
        encoder.encodeAfresh(waiting);
        waiting.forEach(encoder::interests);
        waiting.clear();
      }
    }
  }

  /**
   * @param slack as the job's option
   */
  ViewerLoops(Release release, int slack) {
    this.release = release;
    this.rules = new HistoryRules(release.window(), slack, 0, 0, 0);
    this.items = new long[release.items()];
    for (int i = 0; i < items.length; i++) {
      items[i] = ItemFingerprint.of(release.vocabulary().itemId(i));
    }
  }

  private long item() {
    return items[random.nextInt(items.length)];
  }

  private HistoryChange append(ViewerState viewer) {
    time += STEP_MS;
    return viewer.history().apply(Signal.POSITIVE, item(), time, time);
  }

  /** An event: the history's change, the encoder's steps and the interests. */
  Runnable events(Supplier<Encoder> encoders) {
    Viewers viewers = new Viewers(encoders);
    return () -> {
      for (int i = 0; i < Loops.CHUNK; i++) {
        ViewerState viewer = viewers.states[viewers.next()];
        long item = item();
        time += STEP_MS;
        HistoryChange change = viewer.history().apply(Signal.POSITIVE, item, time, time);
        if (viewers.encoder.follow(viewer, change, item)) {
          viewers.encoder.interests(viewer);
        } else {
          viewers.encodeAfresh(viewer);
        }
      }
    };
  }

  /** The same without the encoder. */
  Runnable histories() {
    Viewers viewers = new Viewers(release.encoders());
    return () -> {
      for (int i = 0; i < Loops.CHUNK; i++) {
        append(viewers.states[viewers.next()]);
      }
    };
  }

  /** Reads and writes the stored bytes of viewers. */
  Runnable readAndWrite() {
    Viewers viewers = new Viewers(release.encoders());
    ViewerState viewer = new ViewerState(new ViewerHistory(rules));
    return () -> {
      for (int i = 0; i < Loops.CHUNK; i++) {
        int next = viewers.next();
        viewer.read(viewers.stored[next]);
        viewers.stored[next] = viewer.write();
      }
    };
  }

  /**
   * CPU time of the job's encoder per event in µs: appending an item, its share of encoding a
   * history again after a cut, and the interests.
   *
   * @param rounds of {@link Loops}
   * @param strict see {@link Loops#measure}
   */
  double encoderUs(int rounds, boolean strict) {
    var times =
        new Loops()
            .add("events", events(release.encoders()))
            .add("histories", histories())
            .measure(rounds, strict);
    return times.get("events") - times.get("histories");
  }
}
