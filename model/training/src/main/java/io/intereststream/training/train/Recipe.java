package io.intereststream.training.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that decides what a run computes, but for the data and the seed. Presets are resources; a
 * single option is changed by its dotted name ({@code sampling.negatives}).
 *
 * @param model architecture
 * @param dimension d, length of an item's row
 * @param interests L, most interests of a viewer
 * @param window items of a history that are encoded at most
 * @param options of the model, typed by its own class
 * @param sampling how examples are drawn
 * @param optimiser Adam and its schedule
 */
public record Recipe(
    String model,
    int dimension,
    int interests,
    int window,
    Map<String, Object> options,
    Sampling sampling,
    Optimiser optimiser) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  /**
   * How examples are drawn.
   *
   * @param views whether as the paper's two views; if so only {@code viewers} counts
   * @param viewers of a batch
   * @param prefixes of each viewer
   * @param nearShare probability that a target is one of the next {@code nearItems}
   * @param nearItems how near
   * @param negatives shared by all rows; 0: every item (full softmax)
   * @param futures later items given along with a row, at most; only DSSRec wants them
   */
  public record Sampling(
      @JsonProperty(required = true) boolean views,
      int viewers,
      int prefixes,
      double nearShare,
      int nearItems,
      int negatives,
      int futures) {

    /** Checks the numbers. */
    public Sampling {
      atLeast("viewers", viewers, 1);
      atLeast("prefixes", prefixes, 1);
      share("near-share", nearShare);
      atLeast("near-items", nearItems, 1);
      atLeast("negatives", negatives, 0);
      atLeast("futures", futures, 0);
    }
  }

  /**
   * Adam (betas 0.9 and 0.999, ε 1e-8) with coupled weight decay.
   *
   * @param learningRate highest
   * @param warmUp steps of linear rise
   * @param floor share of the learning rate at the last step, after a linear fall; 1: no fall
   * @param weightDecay added to the gradient, times the weight
   * @param steps in all
   */
  public record Optimiser(
      double learningRate, int warmUp, double floor, double weightDecay, int steps) {

    /** So that a step's factor is a float. */
    private static final double MOST = 1e30;

    /** Checks the numbers. */
    public Optimiser {
      if (!(learningRate > 0 && learningRate <= MOST)) {
        throw new IllegalArgumentException(
            "learning-rate: %s (expected: more than 0, at most %s)".formatted(learningRate, MOST));
      }
      atLeast("warm-up", warmUp, 0);
      share("floor", floor);
      if (!(weightDecay >= 0 && weightDecay <= MOST)) {
        throw new IllegalArgumentException(
            "weight-decay: %s (expected: 0 or more, at most %s)".formatted(weightDecay, MOST));
      }
      atLeast("steps", steps, 1);
    }

    /** Returns the learning rate of a step, 0 for the first. */
    double at(long step) {
      double rise = step < warmUp ? (step + 1.0) / warmUp : 1;
      double fall = steps > warmUp ? Math.max(0, step - warmUp) / (double) (steps - warmUp) : 0;
      return learningRate * rise * (1 - (1 - floor) * Math.min(1, fall));
    }
  }

  /** Checks the sizes. */
  public Recipe {
    atLeast("dimension", dimension, 1);
    atLeast("interests", interests, 1);
    atLeast("window", window, 1);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d or more)".formatted(name, value, least));
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("%s: %s (expected: 0 to 1)".formatted(name, value));
    }
  }

  /**
   * Reads a preset.
   *
   * @param name {@code cmi-paper}, {@code cmi-default}, {@code mind} and so on
   */
  public static Recipe preset(String name) {
    String resource = "/io/intereststream/training/presets/" + name + ".json";
    try (InputStream in = Recipe.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw InterestStreamException.usage("preset: no \"%s\"".formatted(name));
      }
      return JSON.readValue(in, Recipe.class);
    } catch (IOException e) {
      throw new IllegalStateException(resource + ": " + e.getMessage(), e);
    }
  }

  /** Reads what {@link #toMap} gave. */
  public static Recipe of(Map<String, ?> map) {
    return JSON.convertValue(map, Recipe.class);
  }

  /** Returns all options, as JSON values. */
  public Map<String, Object> toMap() {
    return JSON.convertValue(
        this,
        JSON.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class));
  }

  /**
   * Returns this recipe with one option changed.
   *
   * @param name dotted, as in a preset: {@code optimiser.learning-rate}
   * @param value as in JSON; a word needs no quotes
   * @throws InterestStreamException when there is no such option or the value does not fit
   */
  public Recipe with(String name, String value) {
    ObjectNode tree = JSON.valueToTree(this);
    ObjectNode parent = tree;
    String[] path = name.split("\\.");
    for (int i = 0; i < path.length - 1; i++) {
      if (!(parent.get(path[i]) instanceof ObjectNode child)) {
        throw InterestStreamException.usage("no option \"%s\"".formatted(name));
      }
      parent = child;
    }
    String leaf = path[path.length - 1];
    if (!parent.has(leaf)) {
      throw InterestStreamException.usage(
          "no option \"%s\" (expected one of: %s)"
              .formatted(name, parent.properties().stream().map(Map.Entry::getKey).toList()));
    }
    try {
      try {
        parent.set(leaf, JSON.readTree(value));
      } catch (JsonProcessingException e) {
        parent.put(leaf, value);
      }
      return JSON.treeToValue(tree, Recipe.class);
    } catch (JsonProcessingException e) {
      throw new InterestStreamException(
          ExitCode.USAGE, "option %s: \"%s\" (%s)".formatted(name, value, why(e)), e);
    }
  }

  /**
   * Returns the model's own options as a record of its class.
   *
   * @throws InterestStreamException when one is missing, unknown or does not fit
   */
  public <T> T options(Class<T> type) {
    try {
      return JSON.treeToValue(JSON.valueToTree(options), type);
    } catch (JsonProcessingException e) {
      throw new InterestStreamException(
          ExitCode.USAGE, "options of %s: %s".formatted(model, why(e)), e);
    }
  }

  /** What is wrong with a value, in one line: a record's own words, or Jackson's. */
  private static String why(JsonProcessingException e) {
    return e instanceof ValueInstantiationException && e.getCause() != null
        ? e.getCause().getMessage()
        : e.getOriginalMessage();
  }
}
