package io.intereststream.deploy.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.DataFiles;
import io.intereststream.data.LogReader;
import io.intereststream.data.LoggedWatch;
import io.intereststream.data.WatchLog;
import io.intereststream.data.WatchSignal;
import io.intereststream.data.sequence.SequenceBuilder;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.history.EventRules;
import io.intereststream.history.EventTime;
import io.intereststream.history.History;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.Signal;
import io.intereststream.history.SignalPolicy;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.ingest.EventDecoder;
import io.intereststream.job.ingest.Watch;
import io.intereststream.model.fixture.Shared;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Under one configuration, the job and the trainer use the same events of a data set (before the
 * split, the history's length and the vocabulary are applied).
 */
class JobAndTrainerTest {
  private static final Clock CLOCK = Clock.systemUTC();

  private record Taken(String user, long item, long time) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "18 s | LIKE;FOLLOW;COMMENT;SHARE | 70000",
        "3 s | COMMENT | 90000",
        "1 ms | LIKE | 150000"
      })
  void takeTheSameWatchesOfKuaiRand(String longView, String actions, int least) throws Exception {
    WatchLog log = DataFiles.detected(Shared.data("kuairand-pure")).open(CLOCK);
    List<String> notes = assertTheSame(log, policy(longView, actions), least);
    assertThat(notes).anyMatch(note -> note.contains("rows repeat viewer, item and time"));
  }

  @Test
  void takeTheSameWatchesWhereSomeComeLateAndSomeItemsAreHidden(@TempDir Path folder)
      throws Exception {
    Path published = Shared.data("kuairand-pure").resolve("events_20220425_20220508.csv");
    Files.write(folder.resolve("events_1.csv"), lateAndHidden(Files.readAllLines(published)));
    WatchLog log = DataFiles.detected(folder).open(CLOCK);
    List<String> notes = assertTheSame(log, policy("3 s", "LIKE;COMMENT"), 90_000);
    assertThat(notes)
        .anyMatch(note -> note.matches("[0-9]{4} watches of items that have a later.*"));
  }

  /** Moves rows back among later ones, and hides items some rows after they were watched. */
  private static List<String> lateAndHidden(List<String> lines) {
    List<String> changed = new ArrayList<>(lines.subList(0, 1));
    for (int i = 1; i < lines.size(); i++) {
      if (i % 40 != 0) {
        changed.add(lines.get(i));
      }
      if (i > 2_000 && (i - 2_000) % 40 == 0) {
        changed.add(lines.get(i - 2_000));
      }
      if (i > 100 && i % 30 == 0) {
        String[] fields = lines.get(i - 100).split(",", -1);
        fields[12] = "1"; // is_hate
        changed.add(String.join(",", fields));
      }
    }
    return changed;
  }

  private static SignalPolicy policy(String longView, String actions) {
    Configuration configuration = new Configuration();
    configuration.setString("interest-stream.signal.long-view", longView);
    configuration.setString("interest-stream.signal.positive-actions", actions);
    return JobOptions.signalPolicy(configuration);
  }

  /** Returns what training left out. */
  private static List<String> assertTheSame(WatchLog log, SignalPolicy policy, int least)
      throws Exception {
    Sequences sequences = SequenceBuilder.read(log, WatchSignal.policy(policy)).build();
    Set<Taken> job = byTheJob(log, policy);
    assertThat(job).hasSizeGreaterThan(least);
    assertThat(byTheTrainer(sequences)).isEqualTo(job);
    return sequences.notes();
  }

  /** Decodes the records of a replay and applies them to histories that are never cut. */
  private static Set<Taken> byTheJob(WatchLog log, SignalPolicy policy) throws Exception {
    RecordCodec<WatchEvent> codec =
        CodecFactory.singleObject(List.of()).create(WatchEvent.class, "watch-events");
    EventDecoder decoder =
        new EventDecoder(
            codec, policy, EventTime.TOLERANCE.toMillis(), EventRules.DEFAULT_ID_LENGTH);
    Map<String, List<Watch>> watches = new HashMap<>();
    try (LogReader<LoggedWatch> reader = log.open()) {
      while (reader.hasNext()) {
        byte[] record = codec.encode(WatchEvents.of(reader.next()));
        Watch watch = decoder.decode(record, 0, reader.position(), CLOCK.millis());
        if (watch.signal != Signal.NEUTRAL) {
          watches.computeIfAbsent(watch.userId, user -> new ArrayList<>()).add(watch);
        }
      }
    }
    Set<Taken> taken = new HashSet<>();
    watches.forEach(
        (user, own) -> {
          History history = new History(own.size(), 0);
          own.forEach(watch -> history.apply(watch.signal, watch.item, watch.eventTime));
          for (int i = 0; i < history.size(); i++) {
            assertThat(taken.add(new Taken(user, history.item(i), history.time(i)))).isTrue();
          }
        });
    return taken;
  }

  /** What has no time was watched before the log, and no replay sends it. */
  private static Set<Taken> byTheTrainer(Sequences sequences) {
    long[] fingerprints = sequences.items().stream().mapToLong(ItemFingerprint::of).toArray();
    Set<Taken> taken = new HashSet<>();
    for (Sequences.Viewer viewer : sequences.viewers()) {
      for (int i = 0; i < viewer.length(); i++) {
        if (viewer.times()[i] != Sequences.BEFORE) {
          Taken one = new Taken(viewer.id(), fingerprints[viewer.items()[i]], viewer.times()[i]);
          assertThat(taken.add(one)).isTrue();
        }
      }
    }
    return taken;
  }
}
