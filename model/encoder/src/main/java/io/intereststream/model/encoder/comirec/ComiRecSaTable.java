package io.intereststream.model.encoder.comirec;

import io.intereststream.model.encoder.ItemRows;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.math.Kernel;
import io.intereststream.model.release.ReleaseData;

/**
 * What ComiRec-SA's encoders need from a release; they share it.
 *
 * @param items rows [v: d | W1 v: hidden]
 * @param positions W1 o_t, [window][hidden]
 */
record ComiRecSaTable(ItemRows items, float[][] positions) {

  ComiRecSaTable(ReleaseData release, ItemTables items) {
    this(
        release,
        items,
        Kernel.columns(release.tensor(ComiRecSaForm.INNER), release.hidden(), release.dimension()));
  }

  private ComiRecSaTable(ReleaseData release, ItemTables items, float[][] inner) {
    this(items(release, items, inner), positions(release, inner));
  }

  private static ItemRows items(ReleaseData release, ItemTables items, float[][] inner) {
    int d = release.dimension();
    return new ItemRows(
        release,
        items,
        d + release.hidden(),
        () -> {
          float[] product = new float[release.hidden()];
          return (row, into, at) -> {
            release.itemVectors().read(row, into, at);
            Kernel.multiply(inner, into, at, d, product);
            System.arraycopy(product, 0, into, at + d, product.length);
          };
        });
  }

  private static float[][] positions(ReleaseData release, float[][] inner) {
    int d = release.dimension();
    float[][] positions = new float[release.window()][release.hidden()];
    for (int t = 0; t < positions.length; t++) {
      Kernel.multiply(inner, release.tensor(ComiRecSaForm.POSITION), t * d, d, positions[t]);
    }
    return positions;
  }
}
