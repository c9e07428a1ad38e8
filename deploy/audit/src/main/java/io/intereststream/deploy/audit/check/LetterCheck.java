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
 * Compares invalid records and dead letters: each invalid record must have a dead letter, and each
 * dead letter must be about an invalid record.
 */
final class LetterCheck {
  /** Payload of an invalid record that must have a dead letter. */
  static final byte REQUIRED = 1;

  /** Payload of a dead letter whose record the audit has read. */
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

  /** Compares, and clears what was compared. */
  void compare() {
    for (String position : required) {
      if (letters.containsKey(position)) {
        continue;
      }
      if (bounds.mayLackLetter(Position.of(position))) {
        gone++;
      } else {
        mismatches.add("record " + position + ": invalid, without a dead letter (expected: one)");
      }
    }
    for (String position : judged) {
      if (!invalid.contains(position)) {
        mismatches.add("record " + position + ": valid, but has a dead letter (expected: none)");
      }
    }
    letters.clear();
    judged.clear();
    invalid.clear();
    required.clear();
  }

  /** Number of invalid records whose dead letters may have been deleted. */
  long gone() {
    return gone;
  }

  /** Number of repeated dead letters of the same record. */
  long repeated() {
    return repeated;
  }
}
