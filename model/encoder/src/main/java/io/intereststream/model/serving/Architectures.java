package io.intereststream.model.serving;

import io.intereststream.model.encoder.Architecture;
import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.encoder.comirec.ComiRecSaForm;
import io.intereststream.model.encoder.dssrec.DssRecForm;
import io.intereststream.model.encoder.gru4rec.Gru4RecForm;
import io.intereststream.model.encoder.octopus.OctopusForm;
import io.intereststream.model.encoder.routing.ComiRecDrForm;
import io.intereststream.model.encoder.routing.MindForm;
import io.intereststream.model.release.ManifestFields;
import io.intereststream.model.release.ReleaseException;
import java.util.Map;
import java.util.TreeMap;

/** The architectures that can be served, by their names in {@code release.json}. */
public final class Architectures {

  private static final Map<String, Reader> KNOWN =
      new TreeMap<>(
          Map.of(
              CmiForm.ARCHITECTURE, CmiForm::read,
              ComiRecDrForm.ARCHITECTURE, ComiRecDrForm::read,
              ComiRecSaForm.ARCHITECTURE, ComiRecSaForm::read,
              DssRecForm.ARCHITECTURE, DssRecForm::read,
              Gru4RecForm.ARCHITECTURE, Gru4RecForm::read,
              MindForm.ARCHITECTURE, MindForm::read,
              OctopusForm.ARCHITECTURE, OctopusForm::read));

  private Architectures() {}

  /** Reads the form of one architecture. */
  private interface Reader {

    /**
     * Reads the options of a {@code release.json}.
     *
     * @param options fields of {@code options}
     * @param interests L
     * @throws ReleaseException if an option is unknown, missing or out of range
     */
    Architecture read(ManifestFields options, int interests);
  }

  /**
   * Reads the form.
   *
   * @param fields fields of a whole {@code release.json}
   * @param interests L
   * @throws ReleaseException if the architecture or an option is unknown or wrong
   */
  public static Architecture read(ManifestFields fields, int interests) {
    Reader reader = KNOWN.get(fields.text("architecture"));
    if (reader == null) {
      throw fields.wrong("architecture", "one of " + String.join(", ", KNOWN.keySet()));
    }
    return reader.read(fields.of("options"), interests);
  }
}
