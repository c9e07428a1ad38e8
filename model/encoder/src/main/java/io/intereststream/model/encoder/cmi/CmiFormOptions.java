package io.intereststream.model.encoder.cmi;

import io.intereststream.model.encoder.cmi.CmiForm.Assignment;
import io.intereststream.model.encoder.cmi.CmiForm.Fusion;
import io.intereststream.model.release.ManifestFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link CmiForm} as the {@code options} of a {@code release.json}. */
final class CmiFormOptions {

  private static final String ASSIGNMENT = "assignment";
  private static final String HALF_LIVES = "half-lives";
  private static final String FUSION = "fusion";
  private static final String KAPPA = "kappa";
  private static final String ANCHOR = "anchor";
  private static final String GAMMA = "gamma";
  private static final String CONTEXT_HALF_LIFE = "context-half-life";
  private static final String GENERAL = "general";
  private static final String BIAS = "bias";

  private static final List<String> KNOWN =
      List.of(
          ASSIGNMENT, HALF_LIVES, FUSION, KAPPA, GAMMA, CONTEXT_HALF_LIFE, ANCHOR, GENERAL, BIAS);

  private CmiFormOptions() {}

  /**
   * Reads the options of a {@code release.json}.
   *
   * @param interests required number of half-lives, if there are any
   */
  public static CmiForm read(ManifestFields options, int interests) {
    options.expectOnly(KNOWN);
    boolean general = options.flag(GENERAL, true);
    return new CmiForm(
        options.choice(ASSIGNMENT, "soft", "hard").equals("hard")
            ? Assignment.HARD
            : Assignment.SOFT,
        options.has(HALF_LIVES) ? options.positives(HALF_LIVES, interests) : List.of(),
        fusion(options, general),
        options.has(ANCHOR) ? options.positive(ANCHOR) : 0,
        general,
        options.flag(BIAS, false));
  }

  private static Fusion fusion(ManifestFields options, boolean general) {
    if (options.choice(FUSION, "paper", "context").equals("paper")) {
      for (String name : List.of(KAPPA, GAMMA, CONTEXT_HALF_LIFE)) {
        expectAbsent(options, name, "absent, because options.fusion is not \"context\"");
      }
      return new Fusion.Paper();
    }
    if (!general) {
      expectAbsent(options, GAMMA, "absent, because options.general is false");
    }
    return new Fusion.Context(
        options.number(KAPPA),
        general ? options.number(GAMMA) : 0,
        options.has(CONTEXT_HALF_LIFE)
            ? options.positive(CONTEXT_HALF_LIFE)
            : Double.POSITIVE_INFINITY);
  }

  private static void expectAbsent(ManifestFields options, String name, String expected) {
    if (options.has(name)) {
      throw options.wrong(name, expected);
    }
  }

  /** Returns the options of a form, without those that have their default values. */
  static Map<String, Object> of(CmiForm form) {
    Map<String, Object> options = new LinkedHashMap<>();
    if (form.assignment() == Assignment.HARD) {
      options.put(ASSIGNMENT, "hard");
    }
    if (form.decays()) {
      options.put(HALF_LIVES, form.halfLives());
    }
    if (form.fusion() instanceof Fusion.Context context) {
      options.put(FUSION, "context");
      options.put(KAPPA, context.kappa());
      if (form.general()) {
        options.put(GAMMA, context.gamma());
      }
      if (Double.isFinite(context.halfLife())) {
        options.put(CONTEXT_HALF_LIFE, context.halfLife());
      }
    }
    if (form.anchor() > 0) {
      options.put(ANCHOR, form.anchor());
    }
    if (!form.general()) {
      options.put(GENERAL, false);
    }
    if (form.bias()) {
      options.put(BIAS, true);
    }
    return options;
  }
}
