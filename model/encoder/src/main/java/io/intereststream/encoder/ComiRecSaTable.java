package io.intereststream.encoder;

/**
 * What ComiRec-SA's encoder needs of a release, computed once and shared by all its encoders.
 *
 * @param items of each item [v: d | W1 v: hidden]
 * @param positions W1 o_t, [window][hidden]
 */
record ComiRecSaTable(ItemRows items, float[][] positions) {

  ComiRecSaTable(Release release) {
    this(items(release), positions(release));
  }

  private static ItemRows items(Release release) {
    int d = release.dimension();
    float[] vectors = release.tensor(Release.ITEM_VECTORS);
    float[] inner = release.tensor(ComiRecSaForm.INNER);
    return new ItemRows(
        release.items(),
        d + release.hidden(),
        (row, into, from) -> {
          System.arraycopy(vectors, row * d, into, from, d);
          Kernel.multiplyInDouble(inner, vectors, row * d, d, into, from + d, release.hidden());
        });
  }

  private static float[][] positions(Release release) {
    int d = release.dimension();
    float[][] positions = new float[release.window()][release.hidden()];
    for (int t = 0; t < positions.length; t++) {
      Kernel.multiplyInDouble(
          release.tensor(ComiRecSaForm.INNER),
          release.tensor(ComiRecSaForm.POSITION),
          t * d,
          d,
          positions[t],
          0,
          release.hidden());
    }
    return positions;
  }
}
