package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.rules.ViewerHistory;

/** What the records of a viewer say about the update that a reader holds. */
sealed interface Verdict {
  /** The update must equal what the reference encoder computes from a history. */
  record Compare(Update update, ViewerHistory history) implements Verdict {}

  /** Something differs. */
  record Fault(String text) implements Verdict {}

  /** The viewer cannot be checked. */
  record Unchecked(NotChecked reason) implements Verdict {}

  /** There is no update, which is correct: the viewer was erased. */
  record Erased() implements Verdict {}

  /** There is no update, which is correct: the viewer's history has expired. */
  record Expired() implements Verdict {}

  /** There is no update, and none is expected. */
  record Nothing() implements Verdict {}
}
