package io.intereststream.deploy.e2e.simulation;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** Silences the job's log, because the simulation causes thousands of faults on purpose. */
final class JobLog {
  private static final String JOB = "io.intereststream.job";

  private JobLog() {}

  /** Writes nothing from now on. */
  static void silence() {
    Configurator.setLevel(JOB, Level.OFF);
  }

  /** Writes the job's messages again. */
  static void restore() {
    Configurator.setLevel(JOB, Level.INFO);
  }
}
