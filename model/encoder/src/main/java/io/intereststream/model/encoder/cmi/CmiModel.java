package io.intereststream.model.encoder.cmi;

import io.intereststream.model.release.ItemVectors;
import io.intereststream.model.release.ReleaseData;
import java.util.Arrays;

/**
 * What CMI's encoders read from a release: item vectors row by row, the other tensors as arrays.
 *
 * @param dimension d, length of an item's row
 * @param interests L, number of categories
 * @param items unit rows v
 * @param categories unit rows g, [L, d]
 * @param general weights of the general interest; null in a form without one
 */
record CmiModel(
    int dimension, int interests, ItemVectors items, float[] categories, GeneralWeights general) {

  /** Returns the model of a release of this architecture. */
  static CmiModel of(ReleaseData release) {
    return new CmiModel(
        release.dimension(),
        release.interests(),
        release.itemVectors(),
        release.tensor(CmiWeights.CATEGORIES),
        CmiForm.of(release).general() ? CmiWeights.general(release.smallTensors()) : null);
  }

  /** Returns the size of the GRU's state; 0 without a general interest. */
  int hidden() {
    return general == null ? 0 : general.hidden();
  }

  /** Sets {@code into}, [L], to v · g_l in double precision, summed from component 0 upwards. */
  void affinities(float[] v, double[] into) {
    Arrays.fill(into, 0);
    for (int k = 0; k < dimension; k++) {
      for (int l = 0; l < interests; l++) {
        into[l] += (double) v[k] * categories[l * dimension + k];
      }
    }
  }

  /**
   * Returns the category of an item under hard assignment: the one with the largest v · g_l; if
   * several are largest, the first one. Every encoder uses this method: summed in another order,
   * the result could differ for an item half-way between two categories.
   */
  int nearestCategory(float[] v) {
    double[] affinities = new double[interests];
    affinities(v, affinities);
    int nearest = 0;
    for (int l = 1; l < interests; l++) {
      if (affinities[l] > affinities[nearest]) {
        nearest = l;
      }
    }
    return nearest;
  }
}
