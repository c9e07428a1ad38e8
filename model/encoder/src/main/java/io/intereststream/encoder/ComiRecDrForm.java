package io.intereststream.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * ComiRec-DR (Cen et al., KDD 2020): routing by agreement with a map of its own for each position
 * and interest. Every item changes all shares, so whole histories are encoded.
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
 * @param iterations of the routing, option {@code iterations}
 */
public record ComiRecDrForm(int iterations) implements ModelForm {

  static final String ARCHITECTURE = "comirec-dr";

  static final String MAP = "routing.map";

  /** Checks the number of iterations. */
  public ComiRecDrForm {
    CapsuleRouting.checkIterations(iterations);
  }

  static ComiRecDrForm read(ManifestFields options, int interests) throws ReleaseException {
    return new ComiRecDrForm(CapsuleRouting.iterations(options));
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public Map<String, Object> options() {
    return Map.of(CapsuleRouting.ITERATIONS, iterations);
  }

  @Override
  public Map<String, long[]> tensors(ModelSizes sizes) {
    long d = sizes.dimension();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(Release.ITEM_VECTORS, new long[] {sizes.items(), d});
    shapes.put(MAP, new long[] {sizes.window(), sizes.interests() * d, d});
    return shapes;
  }

  @Override
  public boolean leavesEmptyOut() {
    return false;
  }

  @Override
  public Supplier<Encoder> encoders(Release release, ItemTables items) {
    float[][][] maps = ComiRecDrEncoder.maps(release);
    return () -> new ComiRecDrEncoder(release, maps);
  }

  @Override
  public ReferenceEncoder reference(Release release) {
    return new ComiRecDrReference(release);
  }
}
