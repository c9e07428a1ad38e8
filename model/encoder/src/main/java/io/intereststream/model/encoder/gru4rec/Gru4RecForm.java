package io.intereststream.model.encoder.gru4rec;

import io.intereststream.model.encoder.Architecture;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemRows;
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
 * GRU4Rec (Hidasi et al., ICLR 2016): one vector for a viewer, from the last state of a GRU, which
 * is updated item by item.
 *
 * <p>Tensors {@code item.embedding} v [items, d], {@code gru.weight_ih} A [3·hidden, d], {@code
 * gru.weight_hh} B [3·hidden, hidden], {@code projection.weight} M [d, hidden], {@code
 * projection.bias} b [d]. No options; L is 1.
 *
 * <ol>
 *   <li>r = σ(A_r v + B_r h), z = σ(A_z v + B_z h), c = tanh(A_n v + r · (B_n h)), h' = (1 − z) c +
 *       z h, from h = 0
 *   <li>the one interest u = M h_n + b, not of unit length; its weight is 1
 * </ol>
 */
public record Gru4RecForm() implements Architecture {

  /** The name in {@code release.json}. */
  public static final String ARCHITECTURE = "gru4rec";

  static final String INPUT = "gru.weight_ih";
  static final String RECURRENT = "gru.weight_hh";
  static final String PROJECTION = "projection.weight";
  static final String BIAS = "projection.bias";

  /** Reads the options of a {@code release.json}. */
  public static Gru4RecForm read(ManifestFields options, int interests) {
    options.expectOnly(List.of());
    return new Gru4RecForm();
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public boolean hasHidden() {
    return true;
  }

  /** Checks that there is one interest. */
  @Override
  public void check(ModelSizes sizes) {
    if (sizes.interests() != 1) {
      throw new IllegalArgumentException(
          "interests: " + sizes.interests() + " (expected: 1, " + ARCHITECTURE + " has one)");
    }
  }

  @Override
  public Map<String, long[]> tensors(ModelSizes sizes) {
    long gates = 3L * sizes.hidden();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(ReleaseData.ITEM_VECTORS, new long[] {sizes.items(), sizes.dimension()});
    shapes.put(INPUT, new long[] {gates, sizes.dimension()});
    shapes.put(RECURRENT, new long[] {gates, sizes.hidden()});
    shapes.put(PROJECTION, new long[] {sizes.dimension(), sizes.hidden()});
    shapes.put(BIAS, new long[] {sizes.dimension()});
    return shapes;
  }

  @Override
  public boolean mayOmitInterests() {
    return false;
  }

  @Override
  public Supplier<Encoder> encoders(ReleaseData release, ItemTables items) {
    ItemRows inputs = Gru4RecEncoder.inputs(release, items);
    return () -> new Gru4RecEncoder(release, inputs);
  }

  @Override
  public ReferenceEncoder reference(ReleaseData release) {
    return new Gru4RecReference(release);
  }
}
