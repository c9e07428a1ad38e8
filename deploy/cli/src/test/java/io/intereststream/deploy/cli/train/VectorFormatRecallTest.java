package io.intereststream.deploy.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.DataFiles;
import io.intereststream.data.WatchSignal;
import io.intereststream.data.sequence.SequenceBuilder;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.history.HistoryRules;
import io.intereststream.history.Signal;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.publish.UpdateWriter;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.fixture.Shared;
import io.intereststream.model.search.ScoredItem;
import io.intereststream.model.search.TopItems;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Cause;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.Interest;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.VectorBytes;
import io.intereststream.schema.VectorFormat;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What each format of vectors costs in recall. A release is asked, with the vectors that a reader
 * decodes, for 50 items for each viewer of a real log; the viewer's long views of the next 14 days
 * are the targets. The viewers' histories end before these days.
 */
class VectorFormatRecallTest {
  /** Of so many viewers one is used; 1 for all of them, which takes as much longer. */
  private static final int EVERY = Integer.getInteger("interest.recall.every", 3);

  private static final int CUT = 50;
  private static final int CHUNK = 512;
  private static final int LEAST_VIEWERS = 15_000;
  private static final double ALLOWED = 0.001;
  private static final double NORMAL_95 = 1.96;
  private static final List<VectorFormat> FORMATS =
      List.of(VectorFormat.FLOAT, VectorFormat.FP16, VectorFormat.INT8);

  /**
   * A viewer.
   *
   * @param history known items up to the first day, oldest first
   * @param targets items watched after it that are not in the history; −1 is an unknown one
   */
  private record Viewer(int[] history, Set<Integer> targets) {}

  /**
   * Results in one format.
   *
   * @param recall by viewer
   * @param bytes total length of the updates with as many interests as the release has
   * @param updates number of these updates
   */
  private record Result(double[] recall, long[] bytes, int[] updates) {
    double mean() {
      return Arrays.stream(recall).average().orElseThrow();
    }
  }

  @Test
  void neitherFp16NorInt8ChangesRecall() throws Exception {
    try (Release release = Release.read(Shared.models("cmi-kuairand"))) {
      List<Viewer> viewers = viewers(release);
      assertThat(viewers).hasSizeGreaterThan(LEAST_VIEWERS / EVERY);
      Map<VectorFormat, Result> results = results(release, viewers);
      Result exact = results.get(VectorFormat.FLOAT);
      System.out.printf(
          "%,d viewers%n| format | bytes of an update | Recall@50 | difference (95 %%) |%n"
              + "|---|---|---|---|%n",
          viewers.size());
      for (VectorFormat format : FORMATS) {
        Result result = results.get(format);
        double[] difference =
            IntStream.range(0, viewers.size())
                .mapToDouble(i -> result.recall[i] - exact.recall[i])
                .toArray();
        double mean = Arrays.stream(difference).average().orElseThrow();
        double half = halfInterval(difference, mean);
        System.out.printf(
            Locale.ROOT,
            "| %s | %,d | %.5f | %+.5f (%+.5f to %+.5f) |%n",
            format,
            result.bytes[0] / result.updates[0],
            result.mean(),
            mean,
            mean - half,
            mean + half);
        assertThat(mean - half).as("%s", format).isGreaterThan(-ALLOWED);
        assertThat(mean + half).as("%s", format).isLessThan(ALLOWED);
      }
      assertThat(exact.mean()).isBetween(0.1, 0.5);
    }
  }

  /** Half the width of the 95 % interval of a mean over viewers. */
  private static double halfInterval(double[] values, double mean) {
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return NORMAL_95 * Math.sqrt(squares / (values.length - 1) / values.length);
  }

  private static List<Viewer> viewers(Release release) {
    Sequences sequences =
        SequenceBuilder.read(
                DataFiles.detected(Shared.data("kuairand-pure")).open(Clock.systemUTC()),
                WatchSignal.column())
            .build();
    int[] rows = sequences.items().stream().mapToInt(release.vocabulary()::row).toArray();
    List<Viewer> viewers = new ArrayList<>();
    for (Sequences.Viewer viewer : sequences.viewers()) {
      List<Integer> history = new ArrayList<>();
      Set<Integer> targets = new HashSet<>();
      for (int i = 0; i < viewer.length(); i++) {
        int row = rows[viewer.items()[i]];
        if (viewer.times()[i] != Sequences.BEFORE) {
          targets.add(row);
        } else if (row >= 0) {
          history.add(row);
        }
      }
      targets.removeAll(Set.copyOf(history));
      if (!history.isEmpty() && !targets.isEmpty()) {
        List<Integer> newest =
            history.subList(Math.max(0, history.size() - release.window()), history.size());
        viewers.add(new Viewer(newest.stream().mapToInt(row -> row).toArray(), targets));
      }
    }
    return IntStream.range(0, viewers.size())
        .filter(i -> i % EVERY == 0)
        .mapToObj(viewers::get)
        .toList();
  }

  private static Map<VectorFormat, Result> results(Release release, List<Viewer> viewers) {
    Map<VectorFormat, Result> results = new EnumMap<>(VectorFormat.class);
    FORMATS.forEach(
        format ->
            results.put(format, new Result(new double[viewers.size()], new long[1], new int[1])));
    IntStream.range(0, (viewers.size() + CHUNK - 1) / CHUNK)
        .parallel()
        .forEach(
            chunk -> {
              int from = chunk * CHUNK;
              List<Viewer> part = viewers.subList(from, Math.min(viewers.size(), from + CHUNK));
              List<Interests> encoded =
                  release.encoders().get().encode(part.stream().map(Viewer::history).toList());
              TopItems items = release.search();
              FORMATS.forEach(
                  format ->
                      search(release, format, part, encoded, items, results.get(format), from));
            });
    return results;
  }

  private static void search(
      Release release,
      VectorFormat format,
      List<Viewer> viewers,
      List<Interests> encoded,
      TopItems items,
      Result result,
      int from) {
    RecordCodec<InterestUpdate> codec =
        CodecFactory.singleObject(List.of()).create(InterestUpdate.class, "interest-updates");
    UpdateWriter writer = new UpdateWriter(codec, "watch-events", format);
    for (int i = 0; i < viewers.size(); i++) {
      byte[] value = update(writer, release, encoded.get(i));
      Viewer viewer = viewers.get(i);
      Interests decoded = decoded(codec, value, encoded.get(i));
      long hits =
          items.search(decoded, CUT, viewer.history).stream()
              .map(ScoredItem::row)
              .filter(viewer.targets::contains)
              .count();
      result.recall[from + i] = hits / (double) viewer.targets.size();
      if (decoded.count() == release.interests()) {
        synchronized (result) {
          result.bytes[0] += value.length;
          result.updates[0]++;
        }
      }
    }
  }

  private static byte[] update(UpdateWriter writer, Release release, Interests interests) {
    long now = 1_651_000_000_000L;
    ViewerHistory history = new ViewerHistory(new HistoryRules(100, 25, 0, 0, now));
    history.apply(Signal.POSITIVE, 1, now, now);
    history.noteStart(1, 12_345);
    return writer.update(
            "viewer-12345",
            history,
            interests,
            release,
            now,
            Cause.WATCH,
            writer.origin("event-1234567", 1, 123_456, now),
            now)
        .value;
  }

  /** The interests as a reader has them. */
  private static Interests decoded(
      RecordCodec<InterestUpdate> codec, byte[] value, Interests written) {
    Interests decoded = written.copy();
    try {
      InterestUpdate update = codec.decode(value);
      int to = 0;
      for (Interest interest : update.getInterests()) {
        for (float component : VectorBytes.vector(update, interest)) {
          decoded.vectors()[to++] = component;
        }
      }
    } catch (RecordDecodeException e) {
      throw new AssertionError(e);
    }
    return decoded;
  }
}
