package io.intereststream.model.encoder.dssrec;

import io.intereststream.model.encoder.Architecture;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.release.ManifestFields;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * DSSRec (Ma et al., KDD 2020): a causal self-attention encoder (SASRec's) whose positions are
 * assigned to intentions. The weight of each position changes with every item, so whole histories
 * are encoded.
 *
 * <p>Tensors {@code item.embedding} v [items, d]; of the encoder {@code encoder.position} o
 * [window, d], {@code encoder.norm}, and of block j from 0 {@code encoder.j.attention.norm}, {@code
 * encoder.j.attention.query.weight} Q, {@code .key.weight} K and {@code .value.weight} V [d, d],
 * {@code encoder.j.forward.norm}, {@code encoder.j.forward.inner} and {@code .outer}; of the
 * intentions {@code intention.prototype} c [L, d], {@code intention.position} α [window, d], {@code
 * intention.key.norm}, {@code intention.key} W, w, {@code intention.query.norm}, {@code
 * intention.query.shift} b' [d], {@code intention.shift} β [L, d], {@code intention.norm}. A norm
 * has {@code .weight} and {@code .bias} [d], a layer {@code .weight} [d, d] and {@code .bias} [d].
 *
 * <p>norm0(x) = (x − mean) / √(variance + 1e-8), norm = norm0 times weight plus bias, t from 0 at
 * the oldest item of the window, n items:
 *
 * <ol>
 *   <li>x_t = √d v_t + o_t
 *   <li>in each block y = norm(x); x_t ← y_t + Σ over r up to t of softmax over r of (Q y_t · K x_r
 *       / √(d / heads)) V x_r, computed separately for each head (d / heads consecutive
 *       components); then y = norm(x), x ← y + outer(ReLU(inner(y))); after the last block, z =
 *       norm(x)
 *   <li>p(l|t) = softmax over l of norm0(z_t) · norm0(c_l) / √d
 *   <li>p(t) = softmax over t of key_t · query / √d, y_t = norm(z_t + α_t), key_t = y_t + ReLU(W
 *       y_t + w), query = norm(z_(n−1) + α_(n−1) + b')
 *   <li>interest u_l = norm(β_l + Σ_t p(l|t) p(t) z_t), not of unit length; its weight is Σ_t
 *       p(l|t) p(t)
 * </ol>
 *
 * @param blocks number of blocks of the encoder, option {@code blocks}
 * @param heads number of heads of each block, a divisor of d, option {@code heads}
 */
public record DssRecForm(int blocks, int heads) implements Architecture {

  /** The name in {@code release.json}. */
  public static final String ARCHITECTURE = "dssrec";

  static final String POSITION = "encoder.position";
  static final String ENCODER_NORM = "encoder.norm";
  static final String PROTOTYPE = "intention.prototype";
  static final String INTENTION_POSITION = "intention.position";
  static final String KEY_NORM = "intention.key.norm";
  static final String KEY = "intention.key";
  static final String QUERY_NORM = "intention.query.norm";
  static final String QUERY_SHIFT = "intention.query.shift";
  static final String SHIFT = "intention.shift";
  static final String NORM = "intention.norm";

  static final String ATTENTION_NORM = ".attention.norm";
  static final String QUERY_OF_BLOCK = ".attention.query.weight";
  static final String KEY_OF_BLOCK = ".attention.key.weight";
  static final String VALUE_OF_BLOCK = ".attention.value.weight";
  static final String FORWARD_NORM = ".forward.norm";
  static final String INNER = ".forward.inner";
  static final String OUTER = ".forward.outer";

  static final String WEIGHT = ".weight";
  static final String BIAS = ".bias";

  /** Added to a variance before the square root. */
  static final double EPSILON = 1e-8;

  private static final int MOST = 1000;

  /** Checks the numbers. */
  public DssRecForm {
    if (blocks < 1 || blocks > MOST || heads < 1 || heads > MOST) {
      throw new IllegalArgumentException(
          "blocks %d, heads %d (expected: 1 to %d)".formatted(blocks, heads, MOST));
    }
  }

  /** Reads the options of a {@code release.json}. */
  public static DssRecForm read(ManifestFields options, int interests) {
    options.expectOnly(List.of("blocks", "heads"));
    return new DssRecForm(options.size("blocks", MOST), options.size("heads", MOST));
  }

  /** Returns the prefix of the names of a block's tensors. */
  static String block(int number) {
    return "encoder." + number;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("blocks", blocks);
    options.put("heads", heads);
    return options;
  }

  /** Checks that d is divisible by the number of heads. */
  @Override
  public void check(ModelSizes sizes) {
    if (sizes.dimension() % heads != 0) {
      throw new IllegalArgumentException(
          "heads: %d (expected: a divisor of the dimension, %d)"
              .formatted(heads, sizes.dimension()));
    }
  }

  @Override
  public Map<String, long[]> tensors(ModelSizes sizes) {
    long d = sizes.dimension();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(ReleaseData.ITEM_VECTORS, new long[] {sizes.items(), d});
    shapes.put(POSITION, new long[] {sizes.window(), d});
    for (int j = 0; j < blocks; j++) {
      putNorm(shapes, block(j) + ATTENTION_NORM, d);
      for (String matrix : List.of(QUERY_OF_BLOCK, KEY_OF_BLOCK, VALUE_OF_BLOCK)) {
        shapes.put(block(j) + matrix, new long[] {d, d});
      }
      putNorm(shapes, block(j) + FORWARD_NORM, d);
      putLayer(shapes, block(j) + INNER, d);
      putLayer(shapes, block(j) + OUTER, d);
    }
    putNorm(shapes, ENCODER_NORM, d);
    shapes.put(PROTOTYPE, new long[] {sizes.interests(), d});
    shapes.put(INTENTION_POSITION, new long[] {sizes.window(), d});
    putNorm(shapes, KEY_NORM, d);
    putLayer(shapes, KEY, d);
    putNorm(shapes, QUERY_NORM, d);
    shapes.put(QUERY_SHIFT, new long[] {d});
    shapes.put(SHIFT, new long[] {sizes.interests(), d});
    putNorm(shapes, NORM, d);
    return shapes;
  }

  private static void putNorm(Map<String, long[]> shapes, String name, long d) {
    shapes.put(name + WEIGHT, new long[] {d});
    shapes.put(name + BIAS, new long[] {d});
  }

  private static void putLayer(Map<String, long[]> shapes, String name, long d) {
    shapes.put(name + WEIGHT, new long[] {d, d});
    shapes.put(name + BIAS, new long[] {d});
  }

  @Override
  public boolean mayOmitInterests() {
    return false;
  }

  @Override
  public Supplier<Encoder> encoders(ReleaseData release, ItemTables items) {
    return () -> new DssRecEncoder(release);
  }

  @Override
  public ReferenceEncoder reference(ReleaseData release) {
    return new DssRecReference(release);
  }
}
