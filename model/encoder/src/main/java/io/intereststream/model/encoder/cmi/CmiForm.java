package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.Architecture;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.math.UnitVectors;
import io.intereststream.model.release.ManifestFields;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseData;
import io.intereststream.model.release.ReleaseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The form of CMI that a release serves: its {@code options} in {@code release.json}. Immutable;
 * start from {@link #PAPER}, the default. Equations are numbered as in the package description.
 * Ages and half-lives are in items; the newest item has age 0.
 *
 * @param assignment how an item is assigned to the categories (equation 1)
 * @param halfLives η_l of the sums z_l (equation 2), one for each category; empty: no decay
 * @param fusion how the part that all of a viewer's interests have in common is added (equation 5)
 * @param anchor λ pulls each interest towards its own category, which keeps a viewer's interests
 *     apart: u_l becomes unit(u_l + λ g_l); 0: no anchor
 * @param general whether there is a general interest (equations 3 and 4); without it (ablation
 *     CMI−G) it is zero
 * @param bias whether an item's score has a bias (equation 6)
 */
public record CmiForm(
    Assignment assignment,
    List<Double> halfLives,
    Fusion fusion,
    double anchor,
    boolean general,
    boolean bias)
    implements Architecture {

  /** The name in {@code release.json}. */
  public static final String ARCHITECTURE = "cmi";

  /** Soft assignment, no decay, the paper's fusion, a general interest, no bias. */
  public static final CmiForm PAPER =
      new CmiForm(Assignment.SOFT, List.of(), new Fusion.Paper(), 0, true, false);

  /** How an item is assigned to the categories. */
  public enum Assignment {
    /** Softmax of v · g_l / ε. */
    SOFT,
    /**
     * Wholly to the category with the largest v · g_l; if several are largest, to the first one.
     */
    HARD
  }

  /** How the common part is added to an interest. */
  public sealed interface Fusion {

    /** u_l = unit(unit(z_l) + u^g). */
    record Paper() implements Fusion {}

    /**
     * u_l = unit(z_l + κ c), c = unit(unit(s) + γ u^g), s = Σ 2^(−age/η_0) v.
     *
     * @param kappa κ, any finite number
     * @param gamma γ, any finite number; 0 in a form without a general interest
     * @param halfLife η_0, above 0; infinite: s does not decay
     */
    record Context(double kappa, double gamma, double halfLife) implements Fusion {

      /** Checks the numbers. */
      public Context {
        if (!Double.isFinite(kappa) || !Double.isFinite(gamma) || !(halfLife > 0)) {
          throw new IllegalArgumentException(
              String.format(
                  "kappa %s, gamma %s, half-life %s (expected: finite, finite, > 0)",
                  kappa, gamma, halfLife));
        }
      }
    }
  }

  /** Checks the half-lives and the anchor; without a general interest, γ becomes 0. */
  public CmiForm {
    halfLives = List.copyOf(halfLives);
    for (double halfLife : halfLives) {
      if (!(halfLife > 0) || Double.isInfinite(halfLife)) {
        throw new IllegalArgumentException(
            "half-lives: " + halfLives + " (expected: finite numbers > 0)");
      }
    }
    if (!(anchor >= 0) || Double.isInfinite(anchor)) {
      throw new IllegalArgumentException("anchor: " + anchor + " (expected: a finite number >= 0)");
    }
    if (!general && fusion instanceof Fusion.Context context) {
      fusion = new Fusion.Context(context.kappa(), 0, context.halfLife());
    }
  }

  /** Returns this form with hard assignment. */
  public CmiForm withHardAssignment() {
    return new CmiForm(Assignment.HARD, halfLives, fusion, anchor, general, bias);
  }

  /** Returns this form with half-lives, in items, one for each category. */
  public CmiForm withHalfLives(List<Double> newHalfLives) {
    return new CmiForm(assignment, newHalfLives, fusion, anchor, general, bias);
  }

  /** Returns this form with context fusion. */
  public CmiForm withContext(Fusion.Context context) {
    return new CmiForm(assignment, halfLives, context, anchor, general, bias);
  }

  /** Returns this form with an anchor λ > 0. */
  public CmiForm withAnchor(double lambda) {
    return new CmiForm(assignment, halfLives, fusion, lambda, general, bias);
  }

  /** Returns this form without a general interest. */
  public CmiForm withoutGeneral() {
    return new CmiForm(assignment, halfLives, fusion, anchor, false, bias);
  }

  /** Returns this form with a bias of each item. */
  public CmiForm withBias() {
    return new CmiForm(assignment, halfLives, fusion, anchor, general, true);
  }

  /**
   * Reads the options of a {@code release.json}.
   *
   * @param interests required number of half-lives, if there are any
   * @throws ReleaseException if an option is unknown or out of range
   */
  public static CmiForm read(ManifestFields options, int interests) {
    return CmiFormOptions.read(options, interests);
  }

  /** Returns the form of a release of this architecture. */
  public static CmiForm of(ReleaseData release) {
    return (CmiForm) release.form();
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public Map<String, Object> options() {
    return CmiFormOptions.of(this);
  }

  /** Returns whether there is a general interest, because only its GRU uses the hidden size. */
  @Override
  public boolean hasHidden() {
    return general;
  }

  @Override
  public boolean hasTemperature() {
    return true;
  }

  /** Checks that there is one half-life for each category, if there are any. */
  @Override
  public void check(ModelSizes sizes) {
    if (decays() && halfLives.size() != sizes.interests()) {
      throw new IllegalArgumentException(
          String.format(
              "form: %d half-lives (expected: %d, one for each category)",
              halfLives.size(), sizes.interests()));
    }
  }

  @Override
  public Map<String, long[]> tensors(ModelSizes sizes) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String name : CmiWeights.names(this)) {
      shapes.put(name, CmiWeights.shape(name, sizes));
    }
    return shapes;
  }

  /**
   * Divides every row of v and g by its Euclidean norm, as the paper's code does before each step.
   */
  @Override
  public Map<String, float[]> served(Map<String, float[]> stored, ModelSizes sizes) {
    Map<String, float[]> served = new LinkedHashMap<>(stored);
    for (String table : List.of(CmiWeights.ITEMS, CmiWeights.CATEGORIES)) {
      served.computeIfPresent(table, (name, rows) -> UnitVectors.rows(rows, sizes.dimension()));
    }
    return served;
  }

  @Override
  public boolean servesUnitVectors() {
    return true;
  }

  @Override
  public Supplier<Encoder> encoders(ReleaseData release, ItemTables items) {
    CmiItemTable table = new CmiItemTable(release, items);
    return () -> new CmiEncoder(table);
  }

  @Override
  public ReferenceEncoder reference(ReleaseData release) {
    try {
      return new CmiReference(release);
    } catch (LinkageError e) {
      throw Nd4jFault.of(e);
    }
  }

  /** Returns whether the sums z_l decay. */
  boolean decays() {
    return !halfLives.isEmpty();
  }

  /**
   * Returns whether a category without items is left out of the result, because its vector would be
   * only the context, or zero. (With the paper's fusion, its vector is the general interest, and it
   * is not left out.)
   */
  @Override
  public boolean mayOmitInterests() {
    return assignment == Assignment.HARD
        && anchor == 0
        && (fusion instanceof Fusion.Context || !general);
  }
}
