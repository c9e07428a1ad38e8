package io.intereststream.training.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that decides what a training run computes, except the data and the seed. Presets are
 * resources; {@link #with} changes one option by its dotted name, such as {@code
 * sampling.negatives}.
 *
 * @param model name of the architecture
 * @param dimension d, number of components of an item's vector
 * @param interests L, maximum number of interests of a viewer
 * @param window maximum number of items of a history that are encoded, the newest ones
 * @param options options of the model; each model has a record of its own for them
 * @param sampling how examples are drawn
 * @param optimiser Adam and its learning rate
 */
public record Recipe(
    String model,
    int dimension,
    int interests,
    int window,
    Map<String, Object> options,
    Sampling sampling,
    Optimiser optimiser) {

  /** Names of the presets. */
  static final List<String> PRESETS =
      List.of(
          "cmi-default",
          "cmi-distinct",
          "cmi-paper",
          "comirec-dr",
          "comirec-sa",
          "dssrec",
          "gru4rec",
          "mind",
          "octopus");

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
   * @param views whether a batch has two views of each viewer, as in the code of CMI's paper; if
   *     so, all following values except {@code viewers} are ignored
   * @param viewers number of viewers in a batch
   * @param prefixes number of prefixes of each viewer's sequence
   * @param nearShare probability that a target is one of the next {@code nearItems} items instead
   *     of any later one
   * @param nearItems number of items after a prefix that count as near
   * @param negatives number of negatives, shared by all rows; 0: every item (full softmax)
   * @param futures maximum number of later items that go with a row; only DSSRec uses them
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
      Bounds.atLeast("viewers", viewers, 1);
      Bounds.atLeast("prefixes", prefixes, 1);
      Bounds.share("near-share", nearShare);
      Bounds.atLeast("near-items", nearItems, 1);
      Bounds.atLeast("negatives", negatives, 0);
      Bounds.atLeast("futures", futures, 0);
    }
  }

  /**
   * Adam (Kingma and Ba, 2015; β 0.9 and 0.999, ε 1e-8) with weight decay in the gradient.
   *
   * @param learningRate the highest one, reached after the warm-up
   * @param warmUp number of steps at the beginning in which the learning rate rises linearly
   * @param floor share of the learning rate that is left after the last step, at the end of a
   *     linear decrease; 1: no decrease
   * @param weightDecay λ: λ · weight is added to the gradient
   * @param steps number of steps of a run
   */
  public record Optimiser(
      double learningRate, int warmUp, double floor, double weightDecay, int steps) {

    /**
     * Upper limit of learning rate and weight decay, so that the product with a weight is finite.
     */
    private static final double MOST = 1e30;

    /** Checks the numbers. */
    public Optimiser {
      if (!(learningRate > 0 && learningRate <= MOST)) {
        throw new IllegalArgumentException(
            "learning-rate: %s (expected: more than 0, at most %s)".formatted(learningRate, MOST));
      }
      Bounds.atLeast("warm-up", warmUp, 0);
      Bounds.share("floor", floor);
      if (!(weightDecay >= 0 && weightDecay <= MOST)) {
        throw new IllegalArgumentException(
            "weight-decay: %s (expected: 0 or more, at most %s)".formatted(weightDecay, MOST));
      }
      Bounds.atLeast("steps", steps, 1);
    }

    /**
     * Returns the learning rate of a step.
     *
     * @param step 0 for the first
     */
    public double at(long step) {
      double rise = step < warmUp ? (step + 1.0) / warmUp : 1;
      double fall = steps > warmUp ? Math.max(0, step - warmUp) / (double) (steps - warmUp) : 0;
      return learningRate * rise * (1 - (1 - floor) * Math.min(1, fall));
    }
  }

  /** Checks the sizes. */
  public Recipe {
    Bounds.atLeast("dimension", dimension, 1);
    Bounds.atLeast("interests", interests, 1);
    Bounds.atLeast("window", window, 1);
  }

  /**
   * Reads a preset.
   *
   * @param name such as {@code cmi-paper}, {@code cmi-default} or {@code mind}
   * @throws InterestStreamException ({@code USAGE}) if there is no such preset
   */
  public static Recipe preset(String name) {
    String resource = "/io/intereststream/training/presets/" + name + ".json";
    try (InputStream in = Recipe.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw InterestStreamException.usage(
            "preset: unknown \"%s\" (expected: one of %s)"
                .formatted(name, String.join(", ", PRESETS)));
      }
      return JSON.readValue(in, Recipe.class);
    } catch (IOException e) {
      throw new IllegalStateException(resource + ": " + e.getMessage(), e);
    }
  }

  /** Returns all options as JSON values, nested as in a preset. */
  public Map<String, Object> toMap() {
    return JSON.convertValue(
        this,
        JSON.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class));
  }

  /**
   * Returns this recipe with one option changed.
   *
   * @param name the names in a preset, joined by dots: {@code optimiser.learning-rate}
   * @param value in JSON; the quotes of a string may be left out
   * @throws InterestStreamException ({@code USAGE}) if there is no such option or the value is
   *     wrong
   */
  public Recipe with(String name, String value) {
    ObjectNode tree = JSON.valueToTree(this);
    ObjectNode parent = tree;
    String[] path = name.split("\\.", -1);
    for (int i = 0; i < path.length - 1; i++) {
      if (!(parent.get(path[i]) instanceof ObjectNode child)) {
        throw noOption(name, parent);
      }
      parent = child;
    }
    String leaf = path[path.length - 1];
    if (!parent.has(leaf)) {
      throw noOption(name, parent);
    }
    try {
      try {
        parent.set(leaf, JSON.readTree(value));
      } catch (JsonProcessingException e) {
        parent.put(leaf, value);
      }
      return JSON.treeToValue(tree, Recipe.class);
    } catch (JsonProcessingException e) {
      throw new InterestStreamException(ExitCode.USAGE, "option " + wrong(name, value, e), e);
    }
  }

  /** Returns in one line which option is wrong, what was found and what was expected. */
  private static String wrong(String name, String value, JsonProcessingException e) {
    String why = why(e);
    int leaf = name.lastIndexOf('.') + 1;
    if (why.startsWith(name.substring(leaf) + ": ")) {
      return name.substring(0, leaf) + why;
    }
    Class<?> type = e instanceof MismatchedInputException wrong ? wrong.getTargetType() : null;
    if (type == int.class) {
      why = "expected: a whole number";
    } else if (type == double.class) {
      why = "expected: a number";
    } else if (type == boolean.class) {
      why = "expected: true or false";
    }
    return "%s: \"%s\" (%s)".formatted(name, value, why);
  }

  private static InterestStreamException noOption(String name, ObjectNode parent) {
    return InterestStreamException.usage(
        "unknown option \"%s\" (expected: one of %s)"
            .formatted(name, parent.properties().stream().map(Map.Entry::getKey).toList()));
  }

  /**
   * Returns the model's own options as a record of a type.
   *
   * @throws InterestStreamException ({@code USAGE}) if an option is missing, unknown or wrong
   */
  public <T> T options(Class<T> type) {
    try {
      return JSON.treeToValue(JSON.valueToTree(options), type);
    } catch (JsonProcessingException e) {
      throw new InterestStreamException(
          ExitCode.USAGE, "options of %s: %s".formatted(model, why(e)), e);
    }
  }

  /** Returns in one line what is wrong with a value: the message of its record, or Jackson's. */
  private static String why(JsonProcessingException e) {
    return e instanceof ValueInstantiationException && e.getCause() != null
        ? e.getCause().getMessage()
        : e.getOriginalMessage();
  }
}
