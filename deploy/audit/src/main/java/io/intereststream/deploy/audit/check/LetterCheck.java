package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.spill.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares invalid records and dead letters: an invalid record has a letter, and a letter is about
 * an invalid record.
 */
final class LetterCheck {
  /** Whether an invalid record must have its letter. */
  static final byte REQUIRED = 1;

  /** Whether a letter must be about an invalid record that is still there. */
  static final byte JUDGED = 1;

  private final AuditBounds bounds;
  private final Mismatches mismatches;
  private final Map<String, Integer> letters = new HashMap<>();
  private final List<String> judged = new ArrayList<>();
  private final Set<String> invalid = new HashSet<>();
  private final List<String> required = new ArrayList<>();
  private long repeated;
  private long gone;

  LetterCheck(AuditBounds bounds, Mismatches mismatches) {
    this.bounds = bounds;
    this.mismatches = mismatches;
  }

  void letter(Entry entry) {
    if (letters.merge(entry.key(), 1, Integer::sum) > 1) {
      repeated++;
    } else if (entry.payload()[0] == JUDGED) {
      judged.add(entry.key());
    }
  }

  void invalid(Entry entry) {
    invalid.add(entry.key());
    if (entry.payload()[0] == REQUIRED) {
      required.add(entry.key());
    }
  }

  /** Compares, and forgets what was compared. */
  void compare() {
    for (String position : required) {
      if (letters.containsKey(position)) {
        continue;
      }
      if (bounds.mayLackLetter(Position.of(position))) {
        gone++;
      } else {
        mismatches.add("record " + position + ": an invalid event (expected: a dead letter)");
      }
    }
    for (String position : judged) {
      if (!invalid.contains(position)) {
        mismatches.add("record " + position + ": a dead letter (expected: none for a valid event)");
      }
    }
    letters.clear();
    judged.clear();
    invalid.clear();
    required.clear();
  }

  /** Invalid records whose letters may no longer be on the topic. */
  long gone() {
    return gone;
  }

  /** Letters about a record that has one already. */
  long repeated() {
    return repeated;
  }
}
