package io.intereststream.data.sequence;

import java.util.List;

/** How a viewer's watches, in the order of reading, become a sequence. */
interface SequenceRules {
  /** Returns the sequence, which may be empty. */
  Sequences.Viewer sequence(WatchTrack track);

  /** What was left out of the sequences so far, a sentence each, with counts. */
  List<String> notes();
}
