package io.intereststream.job.release;

import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Detects that subtasks have had different active releases for too long, from what each subtask
 * reports at its start and at each activation.
 */
public final class ReleaseAgreement {
  /** Maximum time that a change of release may take. */
  static final Duration LIMIT = Duration.ofMinutes(5);

  private record Active(String version, long epoch) {
    @Override
    public String toString() {
      return version + ", epoch " + epoch;
    }
  }

  /** By subtask. */
  private final Map<Integer, Active> active = new TreeMap<>();

  /** When they began to differ, epoch ms; null if they agree. */
  private Long since;

  private boolean reported;

  /**
   * Takes a report of a subtask.
   *
   * @param now epoch ms
   */
  public void take(ReleaseEvent event, long now) {
    switch (event.getKind()) {
      case STARTED, ACTIVATED, ROLLED_BACK ->
          active.put(event.getSubtask(), new Active(event.getVersion(), event.getEpoch()));
      default -> {
        return;
      }
    }
    if (active.values().stream().distinct().count() <= 1) {
      since = null;
      reported = false;
    } else if (since == null) {
      since = now;
    }
  }

  /** For how long they have differed, in ms; 0 if they agree. */
  public long divergedMs(long now) {
    return since == null ? 0 : Math.max(0, now - since);
  }

  /**
   * Returns a report if they have differed for too long. It is returned only once until they agree
   * again.
   *
   * @param now epoch ms
   */
  public Optional<ReleaseEvent.Builder> check(long now) {
    if (reported || divergedMs(now) < LIMIT.toMillis()) {
      return Optional.empty();
    }
    reported = true;
    Active newest =
        active.values().stream().max((a, b) -> Long.compare(a.epoch, b.epoch)).orElseThrow();
    return Optional.of(
        ReleaseEvent.newBuilder()
            .setKind(ReleaseEventKind.DIVERGED)
            .setVersion(newest.version)
            .setEpoch(newest.epoch)
            .setDurationMs(divergedMs(now))
            .setReason(
                "%s (expected: the newest release in all subtasks within %d s; records of kind REJECTED give the reasons)"
                    .formatted(text(), LIMIT.toSeconds())));
  }

  private String text() {
    Map<Active, String> subtasks =
        active.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getValue,
                    () -> new TreeMap<Active, String>((a, b) -> Long.compare(b.epoch, a.epoch)),
                    Collectors.mapping(
                        entry -> entry.getKey().toString(), Collectors.joining(", "))));
    return subtasks.entrySet().stream()
        .map(entry -> "%s in subtasks %s".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("; "));
  }
}
