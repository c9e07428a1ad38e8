package io.intereststream.training.compare;

import io.intereststream.training.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/**
 * The systems that are compared, and how each is trained.
 *
 * @param entries in the order of the tables
 * @param seeds of CMI's presets and of the best published system; the other entries have only the
 *     first seed
 * @param rates learning rates that a search tries
 * @param searchSteps number of steps for each rate of a search
 */
public record Plan(List<Entry> entries, List<Long> seeds, List<Double> rates, int searchSteps) {

  /** The tables. */
  public enum Table {
    /** All systems: table 1 of CMI's paper. */
    SYSTEMS,
    /** CMI without one of its parts: table 3. */
    ABLATIONS,
    /** CMI with other numbers of interests: table 4. */
    INTERESTS
  }

  /**
   * One line of a table.
   *
   * @param name for files and tables
   * @param table that has the line
   * @param of name of the entry that the line is compared with; null: none
   * @param recipe of the training; null: popularity, which needs none
   * @param search whether its learning rate is searched for
   * @param allSeeds whether it is trained with every seed
   */
  public record Entry(
      String name, Table table, String of, Recipe recipe, boolean search, boolean allSeeds) {}

  /** The published systems that are compared with CMI. */
  private static final List<String> PUBLISHED =
      List.of("gru4rec", "mind", "comirec-dr", "comirec-sa", "dssrec", "octopus");

  /** Numbers of interests that are compared with the number of the preset. */
  private static final List<Integer> INTERESTS = List.of(1, 2, 4, 16);

  /**
   * The paper's ablations: suffix of the name, option, and value. "-X" is the preset without X, and
   * "+X" is the preset with more X; so "-hard" is without hard assignment.
   */
  private static final List<List<String>> PAPER_ABLATIONS =
      List.of(
          List.of("-CL", "options.contrastive", "0"), List.of("-G", "options.general", "false"));

  /** The ablations of the default preset, in the same form. */
  private static final List<List<String>> DEFAULT_ABLATIONS =
      List.of(
          List.of("-G", "options.general", "false"),
          List.of("-hard", "options.assignment", "soft"),
          List.of("-recency", "options.recency", "none"),
          List.of("-dropout", "options.dropout", "0"),
          List.of("-near", "sampling.near-share", "0"),
          List.of("+negatives", "sampling.negatives", "1500"));

  /** Returns the plan of the paper's three tables, for the paper's preset and for the default. */
  public static Plan full(List<Long> seeds, List<Double> rates, int searchSteps) {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry("popularity", Table.SYSTEMS, null, null, false, false));
    for (String model : PUBLISHED) {
      entries.add(new Entry(model, Table.SYSTEMS, null, Recipe.preset(model), true, false));
    }
    for (String preset : List.of("cmi-paper", "cmi-default", "cmi-distinct")) {
      entries.add(new Entry(preset, Table.SYSTEMS, null, Recipe.preset(preset), false, true));
    }
    addAblations(entries, "cmi-paper", PAPER_ABLATIONS);
    addAblations(entries, "cmi-default", DEFAULT_ABLATIONS);
    for (String preset : List.of("cmi-default", "cmi-paper")) {
      for (int interests : INTERESTS) {
        Recipe recipe = Recipe.preset(preset).with("interests", String.valueOf(interests));
        entries.add(
            new Entry(preset + "-" + interests, Table.INTERESTS, preset, recipe, false, false));
      }
    }
    return new Plan(entries, seeds, rates, searchSteps);
  }

  private static void addAblations(
      List<Entry> entries, String preset, List<List<String>> ablations) {
    for (List<String> part : ablations) {
      Recipe recipe = Recipe.preset(preset).with(part.get(1), part.get(2));
      entries.add(new Entry(preset + part.get(0), Table.ABLATIONS, preset, recipe, false, false));
    }
  }

  /** Returns a plan with only those entries whose name begins with one of the prefixes. */
  public Plan only(List<String> prefixes) {
    return new Plan(
        entries.stream()
            .filter(entry -> prefixes.stream().anyMatch(entry.name::startsWith))
            .toList(),
        seeds,
        rates,
        searchSteps);
  }
}
