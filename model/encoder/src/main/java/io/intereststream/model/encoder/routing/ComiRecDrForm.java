package io.intereststream.model.encoder.routing;

import io.intereststream.model.encoder.Architecture;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.release.ManifestFields;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseData;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * ComiRec-DR (Cen et al., KDD 2020): routing by agreement with a separate map for each position and
 * interest. Every item changes all shares, so whole histories are encoded.
 *
 * <p>Tensors {@code item.embedding} v [items, d] and {@code routing.map} W [window, L·d, d], rows
 * interest-major.
 *
 * <ol>
 *   <li>votes x_t,l = W_t[l·d .. l·d + d) v_t, t from 0 at the oldest item of the window
 *   <li>routing as in {@link MindForm}, with these votes, from logits 0 and over all L interests
 *   <li>interest u_l = z_l, shorter than 1; its weight is its share of the positions
 * </ol>
 *
 * @param iterations number of iterations of the routing, option {@code iterations}
 */
public record ComiRecDrForm(int iterations) implements Architecture {

  /** The name in {@code release.json}. */
  public static final String ARCHITECTURE = "comirec-dr";

  static final String MAP = "routing.map";

  /** Checks the number of iterations. */
  public ComiRecDrForm {
    DynamicRouting.checkIterations(iterations);
  }

  /** Reads the options of a {@code release.json}. */
  public static ComiRecDrForm read(ManifestFields options, int interests) {
    return new ComiRecDrForm(DynamicRouting.iterations(options));
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
  public Map<String, long[]> tensors(ModelSizes sizes) {
    long d = sizes.dimension();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(ReleaseData.ITEM_VECTORS, new long[] {sizes.items(), d});
    shapes.put(MAP, new long[] {sizes.window(), sizes.interests() * d, d});
    return shapes;
  }

  @Override
  public boolean mayOmitInterests() {
    return false;
  }

  @Override
  public Supplier<Encoder> encoders(ReleaseData release, ItemTables items) {
    float[][][] maps = ComiRecDrEncoder.maps(release);
    return () -> new ComiRecDrEncoder(release, maps);
  }

  @Override
  public ReferenceEncoder reference(ReleaseData release) {
    return new ComiRecDrReference(release);
  }
}
