package io.intereststream.model.encoder.cmi;

/**
 * The tensors of the general interest, row-major float32. The arrays are shared, not copied: do not
 * change them.
 *
 * @param hidden size of the GRU's state
 * @param input {@code general.gru.weight_ih} [3·hidden, d]; blocks reset, update, candidate
 * @param recurrent {@code general.gru.weight_hh} [3·hidden, hidden]; the same blocks
 * @param projection {@code general.projection.weight} [d, hidden]
 * @param bias {@code general.projection.bias} [d]
 */
public record GeneralWeights(
    int hidden, float[] input, float[] recurrent, float[] projection, float[] bias) {

  /** Checks the sizes of the arrays; d is the length of the bias. */
  public GeneralWeights {
    if (hidden < 1) {
      throw new IllegalArgumentException("hidden " + hidden + " (expected: > 0)");
    }
    CmiWeights.expect(CmiWeights.INPUT, input, 3 * hidden * bias.length);
    CmiWeights.expect(CmiWeights.RECURRENT, recurrent, 3 * hidden * hidden);
    CmiWeights.expect(CmiWeights.PROJECTION, projection, bias.length * hidden);
  }
}
