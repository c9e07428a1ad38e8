package io.intereststream.deploy.audit.status;

import io.intereststream.deploy.local.TopicReader;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.evaluation.PairedHits;
import io.intereststream.schema.LiveFigures;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The state of releases in the running job, read from the release-events topic. */
public final class ReleaseStatus {
  private final JobOptions options;

  /** By epoch, then by subtask: all events in the order of the topic. */
  private final TreeMap<Long, Map<Integer, List<ReleaseEvent>>> epochs = new TreeMap<>();

  private final Map<Contest, PairedHits> live = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private ReleaseStatus(JobOptions options) {
    this.options = options;
  }

  /**
   * Reads the topic.
   *
   * @throws InterestStreamException if the topic does not exist or holds other records
   */
  public static ReleaseStatus read(JobOptions options) {
    ReleaseStatus status = new ReleaseStatus(options);
    RecordCodec<ReleaseEvent> codec =
        options.kafka().codecs().create(ReleaseEvent.class, options.topics().releaseEvents());
    new TopicReader(options.kafka().clientProperties())
        .read(
            options.topics().releaseEvents(),
            record -> {
              try {
                status.take(codec.decode(record.value()));
              } catch (RecordDecodeException e) {
                throw InterestStreamException.environment(
                    "%s-%d@%d: %s (expected: a release event)"
                        .formatted(
                            record.topic(), record.partition(), record.offset(), e.getMessage()),
                    e);
              }
            });
    return status;
  }

  /**
   * The releases that figures of online evaluation compare.
   *
   * @param compared the release that is compared with the active one, or null
   * @param candidate whether {@code compared} is the candidate; otherwise it is the previously
   *     active release
   */
  public record Contest(String version, String compared, boolean candidate) {}

  private void take(ReleaseEvent event) {
    switch (event.getKind()) {
      case LIVE -> {
        LiveFigures figures = event.getLive();
        Contest contest =
            new Contest(event.getVersion(), figures.getCompared(), figures.getCandidate());
        live.merge(contest, PairedHits.of(figures), PairedHits::plus);
      }
      case PROMOTED, WITHDRAWN, DIVERGED, ACCEPTED -> notes.add(note(event));
      case STARTED -> {
        if (event.getReason() != null) {
          notes.add(note(event));
        }
      }
      case ANNOUNCED -> {
        // The reports of its subtasks say more.
      }
      case LEASE -> {
        // These events are about the job, not about a release.
      }
      case REJECTED -> {
        notes.add(note(event));
        if (event.getReplaces() != null) {
          // Only rejections of production releases name the release that stays active; those of
          // candidates and of aliases do not.
          step(event);
        }
      }
      default -> step(event);
    }
  }

  private static String note(ReleaseEvent event) {
    return "%s %s %s: %s"
        .formatted(event.getAt(), event.getVersion(), word(event.getKind()), event.getReason());
  }

  private void step(ReleaseEvent event) {
    epochs
        .computeIfAbsent(event.getEpoch(), epoch -> new TreeMap<>())
        .computeIfAbsent(event.getSubtask(), subtask -> new ArrayList<>())
        .add(event);
  }

  /**
   * One epoch: the progress of an announced release.
   *
   * @param state the last state of its subtasks, such as validated, activated, rolled back or
   *     reembedded; begins with "partly" if subtasks differ
   * @param subtasks number of subtasks that reported
   * @param since time of the first report
   * @param validatedMs longest time from the announcement until the release was loaded and checked
   * @param activatedMs longest time from the announcement until the release was active
   * @param reembeddedMs longest time of the re-embedding; null while it is running
   * @param viewers number of viewers that were re-embedded
   * @param replaces version that it replaced
   * @param reason reason of a rejection; null if there is none
   */
  public record Row(
      long epoch,
      String version,
      String state,
      int subtasks,
      String since,
      Long validatedMs,
      Long activatedMs,
      Long reembeddedMs,
      long viewers,
      String replaces,
      String reason) {}

  /** The epochs, newest first. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    epochs.descendingMap().forEach((epoch, subtasks) -> rows.add(row(epoch, subtasks)));
    return rows;
  }

  private static Row row(long epoch, Map<Integer, List<ReleaseEvent>> subtasks) {
    List<ReleaseEvent> all = subtasks.values().stream().flatMap(List::stream).toList();
    List<String> states =
        subtasks.values().stream().map(ReleaseStatus::state).distinct().sorted().toList();
    return new Row(
        epoch,
        all.get(0).getVersion(),
        states.size() == 1 ? states.get(0) : "partly: " + String.join(", ", states),
        subtasks.size(),
        all.stream().map(ReleaseEvent::getAt).min(Instant::compareTo).orElseThrow().toString(),
        longest(all, ReleaseEventKind.VALIDATED),
        Optional.ofNullable(longest(all, ReleaseEventKind.ACTIVATED))
            .orElse(longest(all, ReleaseEventKind.ROLLED_BACK)),
        longest(all, ReleaseEventKind.REEMBEDDED),
        all.stream().mapToLong(ReleaseEvent::getViewers).sum(),
        all.stream()
            .map(ReleaseEvent::getReplaces)
            .filter(version -> version != null)
            .findFirst()
            .orElse(null),
        all.stream()
            .map(ReleaseEvent::getReason)
            .filter(reason -> reason != null)
            .findFirst()
            .orElse(null));
  }

  private static String state(List<ReleaseEvent> events) {
    ReleaseEvent last =
        events.stream().max(Comparator.comparing(ReleaseEvent::getAt)).orElseThrow();
    return word(last.getKind());
  }

  private static String word(ReleaseEventKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Long longest(List<ReleaseEvent> events, ReleaseEventKind kind) {
    return events.stream()
        .filter(event -> event.getKind() == kind)
        .map(ReleaseEvent::getDurationMs)
        .max(Long::compare)
        .orElse(null);
  }

  /** Results of online evaluation: how often releases found the next item, oldest first. */
  public Map<Contest, PairedHits> live() {
    return live;
  }

  /**
   * Notes, oldest first: promotions, rollbacks, rejections, subtasks with different releases, and
   * starts with another release than that of the checkpoint.
   */
  public List<String> notes() {
    return notes;
  }

  /** Name of the topic. */
  public String topic() {
    return options.topics().releaseEvents();
  }
}
