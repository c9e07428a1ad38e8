package io.intereststream.encoder;

/** An encoder that is carried on from item to item; a whole history is that from an empty state. */
abstract class RunningEncoder extends HistoryEncoder implements StatefulEncoder {

  RunningEncoder(Release release) {
    super(release);
  }

  @Override
  final void encode(int[] rows, Interests into) {
    float[] state = new float[stateSize()];
    for (int row : rows) {
      append(state, row);
    }
    interests(state, rows.length, into);
  }
}
