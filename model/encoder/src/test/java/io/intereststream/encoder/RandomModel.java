package io.intereststream.encoder;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Models of every architecture with tensors drawn at random, so that nothing in them is plain. */
final class RandomModel {

  private RandomModel() {}

  /** Returns a form of each architecture but CMI. */
  static List<ModelForm> forms() {
    return List.of(
        new OctopusForm(),
        new Gru4RecForm(),
        new ComiRecSaForm(),
        new ComiRecDrForm(3),
        new MindForm(3),
        new DssRecForm(2, 2));
  }

  /** Returns the sizes, as far as the form has them. */
  static ModelSizes sizes(ModelForm form, int items, int d, int interests, int hidden, int window) {
    boolean one = form instanceof Gru4RecForm;
    return new ModelSizes(items, d, one ? 1 : interests, form.hasHidden() ? hidden : 0, window);
  }

  /** Returns tensors, normal with a deviation. */
  static Map<String, float[]> tensors(
      Random random, ModelForm form, ModelSizes sizes, double deviation) {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    form.tensors(sizes)
        .forEach(
            (name, shape) -> {
              float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
              }
              tensors.put(name, values);
            });
    return tensors;
  }

  /** Returns a release in memory, without vocabulary and probe. */
  static Release release(Random random, ModelForm form, ModelSizes sizes, double deviation) {
    ReleaseManifest manifest =
        new ReleaseManifest(
            ReleaseManifest.FORMAT,
            "in-memory",
            "2026-11-24T00:00:00Z",
            sizes.dimension(),
            sizes.interests(),
            sizes.hidden(),
            sizes.window(),
            0,
            sizes.items(),
            Map.of(),
            form,
            Map.of(),
            Map.of());
    return Release.ofArrays(manifest, tensors(random, form, sizes, deviation));
  }
}
