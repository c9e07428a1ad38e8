package io.intereststream.deploy.e2e.simulation;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** The log of the job, which a simulation would fill with faults that it makes. */
final class JobLog {
  private static final String JOB = "io.intereststream.job";

  private JobLog() {}

  /** Writes nothing from now on. */
  static void silence() {
    Configurator.setLevel(JOB, Level.OFF);
  }

  /** Writes what is worth it again. */
  static void restore() {
    Configurator.setLevel(JOB, Level.INFO);
  }
}
