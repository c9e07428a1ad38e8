package io.intereststream.training.compare;

import io.intereststream.training.train.Recipe;
import java.util.ArrayList;
import java.util.List;

/**
 * What is compared.
 *
 * @param entries in the order of the tables
 * @param seeds of CMI's presets and of the runner-up; the others have the first
 * @param rates learning rates that are tried for entries that have a search
 * @param searchSteps steps of a try
 */
public record Plan(List<Entry> entries, List<Long> seeds, List<Double> rates, int searchSteps) {

  /** The tables. */
  public enum Table {
    /** All systems: the paper's table 1. */
    SYSTEMS,
    /** CMI without one of its parts: the paper's table 3. */
    ABLATIONS,
    /** CMI with other numbers of interests: the paper's table 4. */
    INTERESTS
  }

  /**
   * One line of a table.
   *
   * @param name for files and tables
   * @param table where it stands
   * @param of name of the entry that a decline is relative to; null for none
   * @param recipe null for popularity
   * @param search whether its learning rate is searched for
   * @param allSeeds whether it is run with every seed
   */
  public record Entry(
      String name, Table table, String of, Recipe recipe, boolean search, boolean allSeeds) {}

  private static final List<String> PUBLISHED =
      List.of("gru4rec", "mind", "comirec-dr", "comirec-sa", "dssrec", "octopus");
  private static final List<Integer> INTERESTS = List.of(1, 2, 4, 16);

  /** Of the paper's own ablations: what is changed. */
  private static final List<List<String>> PAPER_PARTS =
      List.of(
          List.of("-CL", "options.contrastive", "0"), List.of("-G", "options.general", "false"));

  /** Of what the default preset does otherwise. */
  private static final List<List<String>> DEFAULT_PARTS =
      List.of(
          List.of("-G", "options.general", "false"),
          List.of("-hard", "options.assignment", "soft"),
          List.of("-recency", "options.recency", "none"),
          List.of("-dropout", "options.dropout", "0"),
          List.of("-near", "sampling.near-share", "0"),
          List.of("+negatives", "sampling.negatives", "1500"));

  /** The paper's three tables, for its own code's training and for the presets here. */
  public static Plan full(List<Long> seeds, List<Double> rates, int searchSteps) {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry("popularity", Table.SYSTEMS, null, null, false, false));
    for (String model : PUBLISHED) {
      entries.add(new Entry(model, Table.SYSTEMS, null, Recipe.preset(model), true, false));
    }
    for (String preset : List.of("cmi-paper", "cmi-default", "cmi-distinct")) {
      entries.add(new Entry(preset, Table.SYSTEMS, null, Recipe.preset(preset), false, true));
    }
    ablations(entries, "cmi-paper", PAPER_PARTS);
    ablations(entries, "cmi-default", DEFAULT_PARTS);
    for (String preset : List.of("cmi-default", "cmi-paper")) {
      for (int interests : INTERESTS) {
        Recipe recipe = Recipe.preset(preset).with("interests", String.valueOf(interests));
        entries.add(
            new Entry(preset + "-" + interests, Table.INTERESTS, preset, recipe, false, false));
      }
    }
    return new Plan(entries, seeds, rates, searchSteps);
  }

  private static void ablations(List<Entry> entries, String preset, List<List<String>> parts) {
    for (List<String> part : parts) {
      Recipe recipe = Recipe.preset(preset).with(part.get(1), part.get(2));
      entries.add(new Entry(preset + part.get(0), Table.ABLATIONS, preset, recipe, false, false));
    }
  }

  /** Only the entries whose name begins with one of these. */
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
