package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.rules.ViewerHistory;

/** What the records of a viewer say of what a reader holds. */
sealed interface Verdict {
  /** The update must equal what the reference encoder computes from a history. */
  record Compare(Update update, ViewerHistory history) implements Verdict {}

  /** Something differs. */
  record Fault(String text) implements Verdict {}

  /** It cannot be told. */
  record Unchecked(NotChecked reason) implements Verdict {}

  /** The reader holds nothing, and that is right: the viewer was erased. */
  record Erased() implements Verdict {}

  /** The reader holds nothing, and that is right: the viewer's history has expired. */
  record Expired() implements Verdict {}

  /** There is nothing, and there should be nothing. */
  record Nothing() implements Verdict {}
}
