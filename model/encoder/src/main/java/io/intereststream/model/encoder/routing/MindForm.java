package io.intereststream.model.encoder.routing;

import io.intereststream.model.encoder.Architecture;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.release.ManifestFields;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseData;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * MIND (Li et al., CIKM 2019): routing by agreement; the number of interests depends on the length
 * of the history. Every item changes all shares, so whole histories are encoded.
 *
 * <p>Tensors {@code item.embedding} v [items, d], {@code routing.bilinear} S [d, d], {@code
 * routing.logits} r [window, K], {@code output.hidden.weight} A [hidden, d], {@code
 * output.hidden.bias} a [hidden], {@code output.weight} B [d, hidden], {@code output.bias} b [d].
 *
 * <ol>
 *   <li>a history of n items has the first max(1, min(K, ⌊log2 n⌋)) of the K interests (K is L
 *       elsewhere)
 *   <li>votes x_t = S v_t
 *   <li>routing: b_t[l] = r[t, l], t from 0 at the oldest item of the window; then in each
 *       iteration: w_t = softmax over the interests of b_t, z_l = squash(Σ_t w_t[l] x_t), squash(x)
 *       = |x|² / (1 + |x|²) · x / √(|x|² + 1e-9); except in the last iteration, b_t[l] ← b_t[l] +
 *       z_l · x_t
 *   <li>interest u_l = ReLU(B ReLU(A z_l + a) + b), not of unit length; its weight is its share of
 *       the positions, Σ_t w_t[l] / n, w of the last iteration
 * </ol>
 *
 * @param iterations number of iterations of the routing, option {@code iterations}
 */
public record MindForm(int iterations) implements Architecture {

  /** The name in {@code release.json}. */
  public static final String ARCHITECTURE = "mind";

  static final String BILINEAR = "routing.bilinear";
  static final String LOGITS = "routing.logits";
  static final String HIDDEN = "output.hidden.weight";
  static final String HIDDEN_BIAS = "output.hidden.bias";
  static final String OUTPUT = "output.weight";
  static final String OUTPUT_BIAS = "output.bias";

  /** Checks the number of iterations. */
  public MindForm {
    DynamicRouting.checkIterations(iterations);
  }

  /** Reads the options of a {@code release.json}. */
  public static MindForm read(ManifestFields options, int interests) {
    return new MindForm(DynamicRouting.iterations(options));
  }

  /** Returns the number of interests of a history of {@code n} items. */
  static int interests(int n, int most) {
    return Math.max(1, Math.min(most, 31 - Integer.numberOfLeadingZeros(n)));
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public Map<String, Object> options() {
    return Map.of(DynamicRouting.ITERATIONS, iterations);
  }

  @Override
  public boolean hasHidden() {
    return true;
  }

  @Override
  public Map<String, long[]> tensors(ModelSizes sizes) {
    long d = sizes.dimension();
    long hidden = sizes.hidden();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(ReleaseData.ITEM_VECTORS, new long[] {sizes.items(), d});
    shapes.put(BILINEAR, new long[] {d, d});
    shapes.put(LOGITS, new long[] {sizes.window(), sizes.interests()});
    shapes.put(HIDDEN, new long[] {hidden, d});
    shapes.put(HIDDEN_BIAS, new long[] {hidden});
    shapes.put(OUTPUT, new long[] {d, hidden});
    shapes.put(OUTPUT_BIAS, new long[] {d});
    return shapes;
  }

  @Override
  public boolean mayOmitInterests() {
    return true;
  }

  @Override
  public Supplier<Encoder> encoders(ReleaseData release, ItemTables items) {
    ItemRows votes = MindEncoder.votes(release, items);
    return () -> new MindEncoder(release, votes);
  }

  @Override
  public ReferenceEncoder reference(ReleaseData release) {
    return new MindReference(release);
  }
}
