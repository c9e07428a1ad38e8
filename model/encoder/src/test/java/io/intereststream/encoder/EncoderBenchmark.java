package io.intereststream.encoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Prints what the encoders and the search cost on a release, in µs; not a test. */
public final class EncoderBenchmark {

  private static final int ROUNDS = 7;

  private EncoderBenchmark() {}

  /** Runs on the release in the folder that is the only argument. */
  public static void main(String[] args) throws ReleaseException {
    Release release = Release.read(Path.of(args[0]));
    Random random = new Random(1);
    int[] rows = random.ints(100_000, 0, release.items()).toArray();
    long start = System.nanoTime();
    release.encoders();
    System.out.printf(
        Locale.ROOT, "item table of %d items: %.3f s%n", release.items(), seconds(start));
    stateful("computed: ", release, ItemTables.COMPUTED, rows);
    Interests into = stateful("", release, ItemTables.PRECOMPUTED, rows);
    otherForms(release, rows);
    TopItems top = new TopItems(release);
    int[] history = Arrays.copyOf(rows, 100);
    report(
        "top 50 of " + release.items(),
        500,
        () -> {
          for (int i = 0; i < 500; i++) {
            top.search(into, 50, history);
          }
        });
    try (CmiReference reference = new CmiReference(release)) {
      for (int length : new int[] {1, 5, 20, 100}) {
        List<int[]> histories = new ArrayList<>();
        for (int i = 0; i < 1024; i++) {
          histories.add(Arrays.copyOfRange(rows, i * 10, i * 10 + length));
        }
        report("reference, length " + length, 1024, () -> reference.encode(histories));
      }
    }
  }

  /**
   * The forms beside the release's own, with its tensors; each in the JVM that has run the others.
   */
  private static void otherForms(Release release, int[] rows) {
    List<Double> halfLives = Collections.nCopies(release.interests(), 10.0);
    CmiForm soft = CmiForm.PAPER.withHalfLives(halfLives);
    CmiForm hard = soft.withHardAssignment().withContext(new CmiForm.Fusion.Context(1, 0.5, 50));
    stateful("soft, half-lives: ", with(release, soft), ItemTables.PRECOMPUTED, rows);
    stateful(
        "hard: ", with(release, CmiForm.PAPER.withHardAssignment()), ItemTables.PRECOMPUTED, rows);
    stateful("hard, half-lives, context: ", with(release, hard), ItemTables.PRECOMPUTED, rows);
    stateful(
        "the same, no general: ",
        with(release, hard.withoutGeneral()),
        ItemTables.PRECOMPUTED,
        rows);
    stateful(
        "soft, no general: ",
        with(release, CmiForm.PAPER.withoutGeneral()),
        ItemTables.PRECOMPUTED,
        rows);
  }

  private static Release with(Release release, CmiForm form) {
    CmiWeights weights = CmiWeights.of(release);
    return GoldenRelease.inMemory(
        new CmiWeights(
            weights.dimension(),
            weights.interests(),
            weights.items(),
            weights.categories(),
            form.general() ? weights.general() : null,
            null),
        release.window(),
        form);
  }

  /** Returns the interests after a hundred items. */
  private static Interests stateful(String form, Release release, ItemTables items, int[] rows) {
    StatefulEncoder encoder = (StatefulEncoder) release.encoders(items).get();
    float[] state = new float[encoder.stateSize()];
    Interests into = new Interests(release.interests(), release.dimension());
    report(
        form + "append",
        rows.length,
        () -> {
          for (int row : rows) {
            encoder.append(state, row);
          }
        });
    Arrays.fill(state, 0f);
    for (int i = 0; i < 100; i++) {
      encoder.append(state, rows[i]);
    }
    report(
        form + "interests",
        100_000,
        () -> {
          for (int i = 0; i < 100_000; i++) {
            encoder.interests(state, 100, into);
          }
        });
    return into;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void report(String what, int operations, Runnable work) {
    double[] micros = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      work.run();
      micros[i] = (System.nanoTime() - start) / 1e3 / operations;
    }
    Arrays.sort(micros);
    System.out.printf(
        Locale.ROOT, "%s: median %.3f µs, best %.3f%n", what, micros[ROUNDS / 2], micros[0]);
  }
}
