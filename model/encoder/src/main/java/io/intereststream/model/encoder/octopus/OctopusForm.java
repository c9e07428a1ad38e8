package io.intereststream.model.encoder.octopus;

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
 * Octopus (Liu et al., SIGIR 2020): each item belongs to one channel, a viewer has the channels of
 * the items in the history, and each channel retrieves its share of the result. Computed by running
 * sums.
 *
 * <p>Tensors {@code item.embedding} v [items, d], {@code channel.base} b [M, d], {@code
 * attention.weight} W [d, d], {@code attention.bias} a [d], {@code attention.query} q [M, d]; M is
 * the number of interests. No options.
 *
 * <ol>
 *   <li>channel of an item c(i) = argmax over m of b_m · v_i; if several are largest, the first one
 *   <li>e_i = q_c(i) · tanh(W v_i + a)
 *   <li>interest u_m = Σ exp(e_i) v_i / Σ exp(e_i) over the history's items of channel m, not of
 *       unit length; a channel without items has none
 *   <li>weight of m = share of the history's items in it
 *   <li>the search distributes the result over the interests by weight
 * </ol>
 */
public record OctopusForm() implements Architecture {

  /** The name in {@code release.json}. */
  public static final String ARCHITECTURE = "octopus";

  static final String BASE = "channel.base";
  static final String WEIGHT = "attention.weight";
  static final String BIAS = "attention.bias";
  static final String QUERY = "attention.query";

  /** Reads the options of a {@code release.json}. */
  public static OctopusForm read(ManifestFields options, int interests) {
    options.expectOnly(List.of());
    return new OctopusForm();
  }

  /**
   * Returns the channel of an item with vector v. Every encoder uses this method: summed in another
   * order, the result could differ for an item half-way between two channels.
   */
  static int channel(ReleaseData release, float[] v) {
    float[] bases = release.tensor(BASE);
    int d = release.dimension();
    int nearest = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int m = 0; m < release.interests(); m++) {
      double likeness = 0;
      for (int k = 0; k < d; k++) {
        likeness += (double) bases[m * d + k] * v[k];
      }
      if (likeness > highest) {
        highest = likeness;
        nearest = m;
      }
    }
    return nearest;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public Map<String, long[]> tensors(ModelSizes sizes) {
    long d = sizes.dimension();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(ReleaseData.ITEM_VECTORS, new long[] {sizes.items(), d});
    shapes.put(BASE, new long[] {sizes.interests(), d});
    shapes.put(WEIGHT, new long[] {d, d});
    shapes.put(BIAS, new long[] {d});
    shapes.put(QUERY, new long[] {sizes.interests(), d});
    return shapes;
  }

  @Override
  public boolean mayOmitInterests() {
    return true;
  }

  @Override
  public boolean sharesByWeight() {
    return true;
  }

  @Override
  public Supplier<Encoder> encoders(ReleaseData release, ItemTables items) {
    ItemRows rows = OctopusEncoder.items(release, items);
    return () -> new OctopusEncoder(release, rows);
  }

  @Override
  public ReferenceEncoder reference(ReleaseData release) {
    return new OctopusReference(release);
  }
}
