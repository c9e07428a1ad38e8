package io.intereststream.job.update;

import io.intereststream.model.encoder.Interests;

/**
 * How far a viewer's interests moved since they were published: the largest cosine distance, 1 -
 * cos(u, u'), of an interest. For that the published vectors are kept with the viewer: the number
 * of interests, and for each its category and its vector.
 *
 * @param least distance from which interests are published again; 0 for always, and then nothing is
 *     kept
 */
public record Movement(double least) {

  /** Whether the interests are to be published: other categories are, whatever the distance. */
  public boolean isEnough(ViewerState viewer, Interests interests) {
    int d = interests.dimension();
    if (least == 0 || viewer.publishedSize() != size(interests)) {
      return true;
    }
    float[] published = viewer.published();
    for (int i = 0, at = 1; i < interests.count(); i++, at += 1 + d) {
      if (published[at] != interests.categories()[i]
          || distance(published, at + 1, interests.vectors(), i * d, d) > least) {
        return true;
      }
    }
    return false;
  }

  /** Keeps what is published now. */
  public void keep(ViewerState viewer, Interests interests) {
    if (least == 0) {
      return;
    }
    int d = interests.dimension();
    float[] published = viewer.keepPublished(size(interests));
    published[0] = interests.count();
    for (int i = 0, at = 1; i < interests.count(); i++, at += 1 + d) {
      published[at] = interests.categories()[i];
      System.arraycopy(interests.vectors(), i * d, published, at + 1, d);
    }
  }

  private static int size(Interests interests) {
    return 1 + interests.count() * (1 + interests.dimension());
  }

  private static double distance(float[] a, int fromA, float[] b, int fromB, int d) {
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int k = 0; k < d; k++) {
      double x = a[fromA + k];
      double y = b[fromB + k];
      dot += x * y;
      squaresOfA += x * x;
      squaresOfB += y * y;
    }
    double norms = Math.sqrt(squaresOfA * squaresOfB);
    // A vector of zeros is as far as can be from any other, and at itself.
    return norms == 0 ? (squaresOfA == squaresOfB ? 0 : 2) : 1 - dot / norms;
  }
}
