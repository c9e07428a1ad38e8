package io.intereststream.training.model;

import static io.intereststream.training.tensor.Tensors.scalar;

import io.intereststream.error.InterestStreamException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The encoder of SASRec (Kang and McAuley, ICDM 2018): blocks of causal self-attention and a
 * feed-forward layer, over item vectors with learnt positions.
 *
 * <p>Tensors {@code encoder.position} [window, d]; of block j from 0: {@code
 * encoder.j.attention.norm.weight} and {@code .bias} [d], {@code encoder.j.attention.query.weight},
 * {@code .key.weight} and {@code .value.weight} [d, d], {@code encoder.j.forward.norm.weight} and
 * {@code .bias} [d], {@code encoder.j.forward.inner.weight}, {@code encoder.j.forward.outer.weight}
 * [d, d] and their {@code .bias} [d]; {@code encoder.norm.weight} and {@code .bias} [d]. With
 * norm(x) = (x − mean) / √(variance + 1e-8) ⊙ weight + bias over the last axis:
 *
 * <ol>
 *   <li>x_t = √d v_{s_t} + position_t, where t = 0 is the oldest item of the window;
 *   <li>in each block: y = norm(x); queries Q y, keys K x and values V x, each split into heads of
 *       d / heads consecutive components; a_t = Σ_{r ≤ t} softmax over r of (query_t·key_r / √(d /
 *       heads)) value_r, the heads concatenated; x ← y + a;
 *   <li>then y = norm(x); x ← y + outer(ReLU(inner y));
 *   <li>after the last block z = norm(x).
 * </ol>
 *
 * <p>As in the authors' code, there is no projection after the attention, and a residual adds to
 * the normalised values. The attention has no biases.
 */
final class CausalEncoder {
  static final double EPSILON = 1e-8;

  private final int window;
  private final int heads;
  private final double dropout;
  private final Tensor position;
  private final List<Block> blocks = new ArrayList<>();
  private final Norm norm;

  /**
   * Creates the encoder's tensors.
   *
   * @param window longest history
   * @param blocks number of blocks
   * @param heads number of heads of each block
   * @param dropout share of values left out in training
   * @throws InterestStreamException ({@code USAGE}) if {@code heads} does not divide the dimension
   */
  CausalEncoder(
      Parameters parameters, int dimension, int window, int blocks, int heads, double dropout) {
    if (heads < 1 || dimension % heads != 0) {
      throw InterestStreamException.usage(
          "heads: %d (expected: a divisor of the dimension, %d)".formatted(heads, dimension));
    }
    this.window = window;
    this.heads = heads;
    this.dropout = dropout;
    position = parameters.glorot("encoder.position", window, dimension);
    for (int j = 0; j < blocks; j++) {
      this.blocks.add(new Block(parameters, "encoder." + j, dimension));
    }
    norm = new Norm(parameters, "encoder.norm", dimension);
  }

  /**
   * Encodes each position from the items up to it. Returns z, {@code [S, T, d]}.
   *
   * @param flat vectors of the histories' items, {@code [S·T, d]}
   */
  Tensor encode(Histories histories, Tensor flat, boolean training) {
    histories.requireWithin(window);
    long length = histories.length();
    long d = flat.size(1);
    Tensor x = flat.view(histories.count(), length, d).mul(scalar(Math.sqrt(d)));
    x = drop(x.add(position.narrow(0, 0, length)), training);
    for (Block block : blocks) {
      x = block.apply(x, training);
    }
    return norm.apply(x);
  }

  private Tensor drop(Tensor x, boolean training) {
    return training && dropout > 0 ? torch.dropout(x, dropout, true) : x;
  }

  /** Layer normalisation with a learnt scale and shift. */
  static final class Norm {
    private final Tensor weight;
    private final Tensor bias;

    Norm(Parameters parameters, String name, int dimension) {
      weight = parameters.constant(name + ".weight", 1, dimension);
      bias = parameters.constant(name + ".bias", 0, dimension);
    }

    Tensor apply(Tensor x) {
      return torch.layer_norm(
          x,
          new long[] {weight.size(0)},
          new TensorOptional(weight),
          new TensorOptional(bias),
          EPSILON,
          false);
    }
  }

  private final class Block {
    private final Norm attentionNorm;
    private final Tensor query;
    private final Tensor key;
    private final Tensor value;
    private final Norm forwardNorm;
    private final Tensor inner;
    private final Tensor innerBias;
    private final Tensor outer;
    private final Tensor outerBias;

    Block(Parameters parameters, String name, int d) {
      attentionNorm = new Norm(parameters, name + ".attention.norm", d);
      query = parameters.glorot(name + ".attention.query.weight", d, d);
      key = parameters.glorot(name + ".attention.key.weight", d, d);
      value = parameters.glorot(name + ".attention.value.weight", d, d);
      forwardNorm = new Norm(parameters, name + ".forward.norm", d);
      inner = parameters.glorot(name + ".forward.inner.weight", d, d);
      innerBias = parameters.constant(name + ".forward.inner.bias", 0, d);
      outer = parameters.glorot(name + ".forward.outer.weight", d, d);
      outerBias = parameters.constant(name + ".forward.outer.bias", 0, d);
    }

    Tensor apply(Tensor x, boolean training) {
      Tensor y = attentionNorm.apply(x);
      Tensor attended =
          torch.scaled_dot_product_attention(
              headed(y, query),
              headed(x, key),
              headed(x, value),
              new TensorOptional(),
              0,
              true,
              new DoubleOptional(),
              false);
      attended = attended.transpose(1, 2).reshape(x.size(0), x.size(1), x.size(2));
      y = forwardNorm.apply(y.add(drop(attended, training)));
      Tensor flat = y.view(-1, y.size(2));
      Tensor within = drop(torch.relu(torch.addmm(innerBias, flat, inner.t())), training);
      Tensor out = drop(torch.addmm(outerBias, within, outer.t()), training);
      return y.add(out.view_as(y));
    }

    /** Multiplies by a weight and splits into heads, {@code [S, heads, T, d / heads]}. */
    private Tensor headed(Tensor x, Tensor weight) {
      return x.matmul(weight.t())
          .view(x.size(0), x.size(1), heads, x.size(2) / heads)
          .transpose(1, 2);
    }
  }
}
