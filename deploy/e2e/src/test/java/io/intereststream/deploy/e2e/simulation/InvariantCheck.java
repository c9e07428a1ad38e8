package io.intereststream.deploy.e2e.simulation;

import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.record.UpdateRecords;
import io.intereststream.deploy.audit.record.WatchRecords;
import io.intereststream.deploy.audit.rules.Pair;
import io.intereststream.deploy.audit.rules.RuleSettings;
import io.intereststream.deploy.audit.rules.ViewerHistory;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.settings.Framing;
import io.intereststream.deploy.audit.settings.NullValues;
import io.intereststream.deploy.audit.settings.RecordLimits;
import io.intereststream.deploy.e2e.simulation.ExpectedViewers.Expected;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.simulation.Quiet;
import io.intereststream.model.encoder.Interests;
import io.intereststream.schema.ModelRelease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Checks the invariant whenever the job is idle: the update that a reader holds for each viewer
 * must equal what the independent rules and the reference encoder compute from the viewer's
 * records.
 */
final class InvariantCheck implements Quiet.Check {
  private static final double TOLERANCE = 1e-5;

  private final References references;
  private static final Framing FRAMING = new Framing(List.of(), null, Map.of());
  private static final UpdateRecords UPDATES = new UpdateRecords(FRAMING);
  private static final WatchRecords EVENTS = watchRecords();

  private final Reader reader = new Reader(UPDATES);
  private final ReadEvents events = new ReadEvents(EVENTS);
  private long checked;
  private long left;
  private long unchecked;

  InvariantCheck(References references) {
    this.references = references;
  }

  /** Number of viewers whose update was compared. */
  long checked() {
    return checked;
  }

  /** Number of viewers with an update from before a rebuild. */
  long left() {
    return left;
  }

  /** Number of viewers who were not checked: rule 11. */
  long unchecked() {
    return unchecked;
  }

  @Override
  public void check(Quiet quiet) throws UnusableRecordException {
    RuleSettings rules = rules(quiet.options());
    ExpectedViewers expected = new ExpectedViewers(rules, events, quiet.generation());
    quiet.processed().forEach(expected::take);
    reader.readTo(quiet.updates());
    ModelRelease active = active(quiet);

    Map<String, Expected> published = new TreeMap<>();
    Set<String> viewers = new HashSet<>(expected.viewers().keySet());
    reader.viewers().forEach(viewers::add);
    for (String viewer : viewers) {
      Expected of = expected.viewers().get(viewer);
      if (quiet.uncertain().contains(viewer)) {
        unchecked++;
      } else if (of == null || of.history().sequence() == 0) {
        checkNothing(viewer, of, quiet.generation());
      } else {
        published.put(viewer, of);
      }
    }
    compare(published, active);
  }

  private ModelRelease active(Quiet quiet) {
    Set<ModelRelease> all = new HashSet<>(quiet.active());
    if (all.size() != 1) {
      throw new AssertionError("active releases: " + all + " (expected: one)");
    }
    ModelRelease active = all.iterator().next();
    if (quiet.expected() != null && !quiet.expected().equals(active.getVersion())) {
      throw new AssertionError(
          "active release: %s (expected: %s)".formatted(active, quiet.expected()));
    }
    return active;
  }

  private void checkNothing(String viewer, Expected expected, long generation)
      throws UnusableRecordException {
    Reader.Held held = reader.held(viewer);
    if (held == null) {
      return;
    }
    if (held.highest().order().generation() >= generation) {
      throw new AssertionError(
          "%s: a reader holds %s (expected: nothing; %s)"
              .formatted(viewer, held.highest().order(), expected));
    }
    left++;
  }

  private void compare(Map<String, Expected> published, ModelRelease active)
      throws UnusableRecordException {
    List<List<Pair>> histories =
        published.values().stream().map(of -> of.history().entries()).toList();
    List<Interests> interests = references.encode(active.getVersion(), histories);
    int place = 0;
    for (Map.Entry<String, Expected> of : published.entrySet()) {
      Reader.Held held = reader.held(of.getKey());
      Interests computed = interests.get(place++);
      List<String> faults = new ArrayList<>();
      if (held == null) {
        faults.add("a reader holds nothing");
      } else {
        compare(held.highest(), of.getValue(), active, computed, faults);
        if (faults.isEmpty() && held.last() != held.highest()) {
          faults.add("the last record is not the highest");
          compare(held.last(), of.getValue(), active, computed, faults);
        }
        if (faults.size() == 1 && held.last() != held.highest()) {
          faults.clear(); // it is another record of the same content
        }
      }
      if (!faults.isEmpty()) {
        throw new AssertionError(
            "%s: %s (expected: %s)".formatted(of.getKey(), faults, of.getValue().history()));
      }
      checked++;
    }
  }

  private void compare(
      Update update,
      Expected expected,
      ModelRelease active,
      Interests computed,
      List<String> faults) {
    ViewerHistory history = expected.history();
    equal(
        "order",
        update.order(),
        new Update.Order(history.generation(), history.sequence(), active.getEpoch()),
        faults);
    equal("release", update.release(), active.getVersion(), faults);
    equal("history size", update.historySize(), history.entries().size(), faults);
    equal("began", update.began(), position(expected.began()), faults);
    equal("interests", update.interests().size(), computed.count(), faults);
    if (!faults.isEmpty()) {
      return;
    }
    int d = computed.dimension();
    for (int i = 0; i < computed.count(); i++) {
      Update.Interest interest = update.interests().get(i);
      equal("category", interest.category(), computed.categories()[i], faults);
      near("weight", List.of(interest.weight()), computed.weights(), i, faults);
      List<Float> vector = interest.vector().components();
      equal("length", vector.size(), d, faults);
      near("vector " + i, vector, computed.vectors(), i * d, faults);
    }
    boolean general =
        computed.count() > 0 && references.release(active.getVersion()).form().general();
    List<Float> found = update.general().components();
    equal("general length", found.size(), general ? d : 0, faults);
    near("general", found, computed.general(), 0, faults);
  }

  private static Position position(ConsumerRecord<byte[], byte[]> record) {
    return record == null
        ? null
        : new Position(record.topic(), record.partition(), record.offset());
  }

  private static void equal(String what, Object found, Object expected, List<String> faults) {
    if (!Objects.equals(found, expected)) {
      faults.add(what + ": " + found + " (expected: " + expected + ")");
    }
  }

  private static void near(
      String what, List<Float> found, float[] expected, int from, List<String> faults) {
    for (int i = 0; i < found.size(); i++) {
      double difference = Math.abs((double) found.get(i) - expected[from + i]);
      // NaN is near nothing.
      if (!(difference <= TOLERANCE)) {
        faults.add("%s[%d]: differs by %s".formatted(what, i, difference));
      }
    }
  }

  private static RuleSettings rules(JobOptions options) {
    return new RuleSettings(
        options.history().window(),
        options.history().slack(),
        options.history().ttl().toMillis(),
        18_000,
        Set.of("LIKE", "FOLLOW", "COMMENT", "SHARE"),
        Set.of("HIDE"),
        options.history().clockTolerance().toMillis(),
        options.history().erasureMarker().toMillis());
  }

  /** Reads records; the rules are applied elsewhere. */
  private static WatchRecords watchRecords() {
    return new WatchRecords(
        new AuditSettings(
            new Properties(),
            "",
            null,
            FRAMING,
            RecordLimits.DEFAULT,
            NullValues.DEAD_LETTERS,
            null,
            Duration.ZERO,
            null));
  }
}
