package io.intereststream.encoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
    IncrementalEncoder encoder = new IncrementalEncoder(new ItemTable(release));
    float[] state = new float[encoder.stateSize()];
    Interests into = new Interests(release.interests(), release.dimension());
    report(
        "append",
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
        "interests",
        100_000,
        () -> {
          for (int i = 0; i < 100_000; i++) {
            encoder.interests(state, 100, into);
          }
        });
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
    try (ReferenceEncoder reference = new ReferenceEncoder(release)) {
      for (int length : new int[] {1, 5, 20, 100}) {
        List<int[]> histories = new ArrayList<>();
        for (int i = 0; i < 1024; i++) {
          histories.add(Arrays.copyOfRange(rows, i * 10, i * 10 + length));
        }
        report("reference, length " + length, 1024, () -> reference.encode(histories));
      }
    }
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
