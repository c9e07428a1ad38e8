package io.intereststream.data.synthetic;

import io.intereststream.data.LogReader;
import io.intereststream.data.LoggedWatch;
import io.intereststream.data.csv.MalformedRows;
import io.intereststream.error.InterestStreamException;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;

/** One run of the generator. */
final class SyntheticWatches implements LogReader<LoggedWatch> {
  private static final int REMEMBERED = 256;
  private static final String VIEWER = "viewer-";

  private final SyntheticSettings settings;
  private final SyntheticCatalogue catalogue;
  private final Random random;
  private final SyntheticTastes tastes;
  private final double[] taste;
  private final LoggedWatch[] recent = new LoggedWatch[REMEMBERED];
  private final MalformedRows malformed = new MalformedRows();
  private double elapsedMs;
  private long position;

  SyntheticWatches(SyntheticSettings settings, SyntheticCatalogue catalogue, long afterPosition) {
    this.settings = settings;
    this.catalogue = catalogue;
    this.random = new Random(settings.seed() * 0x9E3779B97F4A7C15L + 1);
    this.tastes = new SyntheticTastes(settings, random);
    this.taste = new double[settings.topics()];
    if (afterPosition > settings.events()) {
      throw InterestStreamException.checkFailed(
          "synthetic data: ends after event %d (expected: at least %d events, because reading resumes after them)"
              .formatted(settings.events(), afterPosition));
    }
    while (position < afterPosition) {
      next();
    }
  }

  @Override
  public boolean hasNext() {
    return position < settings.events();
  }

  @Override
  public LoggedWatch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    elapsedMs += -StrictMath.log(1 - random.nextDouble()) * 1_000 / settings.eventsPerSecond();
    LoggedWatch event = repeated();
    if (event == null) {
      event = fresh();
      recent[(int) (position % REMEMBERED)] = event;
    }
    position++;
    return event;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public MalformedRows malformed() {
    return malformed;
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  private LoggedWatch repeated() {
    return random.nextDouble() < settings.duplicateShare()
        ? recent[random.nextInt(REMEMBERED)] // null when there is none yet
        : null;
  }

  private LoggedWatch fresh() {
    int viewer = (int) (settings.viewers() * StrictMath.pow(random.nextDouble(), 1.5));
    tastes.drift(viewer, random);
    tastes.of(viewer, taste);
    int item = pickItem();
    double affinity = catalogue.affinity(item, taste);
    long durationMs = catalogue.durationMs(item);
    double share = SyntheticReaction.watchedShare(affinity, random);
    return new LoggedWatch(
        "synthetic-" + settings.seed() + "-",
        position + 1,
        VIEWER + (viewer + 1),
        catalogue.id(item),
        time(),
        Math.round(durationMs * share),
        random.nextDouble() < SyntheticReaction.DURATION_UNKNOWN ? null : durationMs,
        SyntheticReaction.actions(affinity, random),
        random.nextDouble() < 0.8 ? "feed" : "search",
        Map.of(),
        null);
  }

  private int pickItem() {
    int topic = random.nextInt(taste.length);
    if (random.nextDouble() < SyntheticCatalogue.BY_TASTE) {
      double left = random.nextDouble();
      topic = 0;
      while (topic < taste.length - 1 && (left -= taste[topic]) > 0) {
        topic++;
      }
    }
    int[] items = catalogue.ofTopic(topic);
    double place = 1;
    double drawn = random.nextDouble();
    for (int i = 0; i < settings.skew(); i++) {
      place *= drawn;
    }
    return items[(int) (items.length * place)];
  }

  private long time() {
    long late =
        random.nextDouble() < settings.lateShare()
            ? 1 + (long) (random.nextDouble() * SyntheticSettings.MAX_LATENESS_MS)
            : 0;
    return settings.start().toEpochMilli() + Math.min((long) elapsedMs, Long.MAX_VALUE / 4) - late;
  }

  /** The number of a viewer, by the id. */
  static int viewer(String id) {
    return Integer.parseInt(id.substring(VIEWER.length())) - 1;
  }

  /** Writes the share of each topic in a viewer's current taste to {@code share}. */
  void taste(int viewer, double[] share) {
    tastes.of(viewer, share);
  }
}
