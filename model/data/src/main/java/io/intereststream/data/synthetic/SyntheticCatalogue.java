package io.intereststream.data.synthetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Items with planted vectors: each is its topic's vector plus noise. The topics' vectors have no
 * negative component and no component in common, so they are orthogonal.
 */
final class SyntheticCatalogue {
  private static final String[] NAMES = {
    "cooking", "football", "music", "travel", "gaming", "animals", "science", "fashion",
    "comedy", "cars", "dance", "gardening", "cinema", "fitness", "painting", "history"
  };
  private static final double NOISE = 0.6;

  /**
   * Probability that the topic of a shown item is drawn by the viewer's taste; otherwise it is
   * uniform.
   */
  static final double BY_TASTE = 0.8;

  private final SyntheticSettings settings;
  private final float[][] topics;
  private final float[][] vectors;
  private final String[] ids;
  private final long[] durationMs;
  private final int[][] ofTopic;
  private final float[][] likeness;

  SyntheticCatalogue(SyntheticSettings settings) {
    this.settings = settings;
    int all = settings.items() + settings.unknownItems();
    Random random = new Random(settings.seed());
    this.topics = plantTopics(random);
    this.vectors = new float[all][];
    this.ids = new String[all];
    this.durationMs = new long[all];
    this.likeness = new float[all][];
    List<List<Integer>> members = new ArrayList<>();
    for (int topic = 0; topic < topics.length; topic++) {
      members.add(new ArrayList<>());
    }
    for (int item = 0; item < all; item++) {
      // The first items get one topic each, so that no topic is empty.
      int topic = item < topics.length ? item : random.nextInt(topics.length);
      vectors[item] = near(topics[topic], random);
      likeness[item] = likeness(vectors[item]);
      durationMs[item] = Math.round(StrictMath.exp(9.9 + 0.6 * random.nextGaussian()));
      members.get(topic).add(item);
      ids[item] = "%s-%d".formatted(name(topic), members.get(topic).size());
    }
    this.ofTopic =
        members.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  /** Unit vectors of the topics, {@code [topics][dimension]}. */
  float[][] topics() {
    return topics;
  }

  /** Unit vectors of the items that the release knows, {@code [items][dimension]}. */
  float[][] knownVectors() {
    return Arrays.copyOf(vectors, settings.items());
  }

  /** Ids of the items that the release knows, in the order of {@link #knownVectors()}. */
  List<String> knownIds() {
    return List.of(ids).subList(0, settings.items());
  }

  /** Number of all items, including those that the release does not know. */
  int size() {
    return ids.length;
  }

  String id(int item) {
    return ids[item];
  }

  long durationMs(int item) {
    return durationMs[item];
  }

  /** The items of a topic, the popular ones first. */
  int[] ofTopic(int topic) {
    return ofTopic[topic];
  }

  /**
   * The probability of each item to be shown next.
   *
   * @param taste share of each topic, which add up to 1
   */
  double[] shown(double[] taste) {
    double[] chances = new double[ids.length];
    for (int topic = 0; topic < taste.length; topic++) {
      double ofTheTopic = BY_TASTE * taste[topic] + (1 - BY_TASTE) / taste.length;
      int[] items = ofTopic[topic];
      for (int place = 0; place < items.length; place++) {
        chances[items[place]] =
            ofTheTopic * (below(place + 1, items.length) - below(place, items.length));
      }
    }
    return chances;
  }

  /** Probability that one of the first {@code places} of a topic's items is drawn. */
  private double below(int places, int items) {
    return StrictMath.pow((double) places / items, 1.0 / settings.skew());
  }

  /**
   * Cosine between an item and a taste.
   *
   * @param taste share of each topic, which add up to 1
   */
  double affinity(int item, double[] taste) {
    double dot = 0;
    double square = 0;
    for (int topic = 0; topic < taste.length; topic++) {
      dot += taste[topic] * likeness[item][topic];
      square += taste[topic] * taste[topic];
    }
    return dot / Math.sqrt(square);
  }

  private static String name(int topic) {
    return topic < NAMES.length ? NAMES[topic] : "topic" + (topic + 1);
  }

  private float[][] plantTopics(Random random) {
    double[][] planted = new double[settings.topics()][settings.dimension()];
    for (int component = 0; component < settings.dimension(); component++) {
      planted[component % settings.topics()][component] =
          Math.abs(1 + 0.3 * random.nextGaussian()) + 0.1;
    }
    float[][] units = new float[planted.length][];
    for (int topic = 0; topic < planted.length; topic++) {
      units[topic] = unit(planted[topic]);
    }
    return units;
  }

  private float[] near(float[] topic, Random random) {
    double[] vector = new double[topic.length];
    double step = NOISE / Math.sqrt(topic.length);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = topic[i] + step * random.nextGaussian();
    }
    return unit(vector);
  }

  private float[] likeness(float[] vector) {
    float[] cosines = new float[topics.length];
    for (int topic = 0; topic < topics.length; topic++) {
      for (int i = 0; i < vector.length; i++) {
        cosines[topic] += vector[i] * topics[topic][i];
      }
    }
    return cosines;
  }

  private static float[] unit(double[] vector) {
    double square = 0;
    for (double component : vector) {
      square += component * component;
    }
    double norm = Math.sqrt(square);
    float[] unit = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      unit[i] = (float) (vector[i] / norm);
    }
    return unit;
  }
}
