package io.intereststream.model.encoder.comirec;

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
 * ComiRec-SA (Cen et al., KDD 2020): an attention over the history for each interest. Positions
 * count from the oldest item of the window, so running sums can be used until the window is full.
 *
 * <p>Tensors {@code item.embedding} v [items, d], {@code attention.position} o [window, d], {@code
 * attention.w1.weight} W1 [hidden, d], {@code attention.w2.weight} W2 [L, hidden]. No options.
 *
 * <ol>
 *   <li>e_t = W2 tanh(W1 (v_t + o_t)), t from 0 at the oldest item of the window
 *   <li>interest u_l = Σ_t softmax over t of e_t[l], times v_t (equations 7 to 9); not of unit
 *       length
 *   <li>all weights are 1/L; they carry no information
 * </ol>
 */
public record ComiRecSaForm() implements Architecture {

  /** The name in {@code release.json}. */
  public static final String ARCHITECTURE = "comirec-sa";

  static final String POSITION = "attention.position";
  static final String INNER = "attention.w1.weight";
  static final String OUTER = "attention.w2.weight";

  /** Reads the options of a {@code release.json}. */
  public static ComiRecSaForm read(ManifestFields options, int interests) {
    options.expectOnly(List.of());
    return new ComiRecSaForm();
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public boolean hasHidden() {
    return true;
  }

  @Override
  public Map<String, long[]> tensors(ModelSizes sizes) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(ReleaseData.ITEM_VECTORS, new long[] {sizes.items(), sizes.dimension()});
    shapes.put(POSITION, new long[] {sizes.window(), sizes.dimension()});
    shapes.put(INNER, new long[] {sizes.hidden(), sizes.dimension()});
    shapes.put(OUTER, new long[] {sizes.interests(), sizes.hidden()});
    return shapes;
  }

  @Override
  public boolean mayOmitInterests() {
    return false;
  }

  @Override
  public Supplier<Encoder> encoders(ReleaseData release, ItemTables items) {
    ComiRecSaTable table = new ComiRecSaTable(release, items);
    return () -> new ComiRecSaEncoder(release, table);
  }

  @Override
  public ReferenceEncoder reference(ReleaseData release) {
    return new ComiRecSaReference(release);
  }
}
