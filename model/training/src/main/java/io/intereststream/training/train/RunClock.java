package io.intereststream.training.train;

import java.lang.management.ManagementFactory;

/** The time that a run takes. No other class of this module reads a clock. */
interface RunClock {

  /** The clocks of the system. */
  RunClock SYSTEM =
      new RunClock() {
        @Override
        public long wallNanos() {
          return System.nanoTime();
        }

        @Override
        public long cpuNanos() {
          return ManagementFactory.getOperatingSystemMXBean()
                  instanceof com.sun.management.OperatingSystemMXBean system
              ? system.getProcessCpuTime()
              : 0;
        }
      };

  /** Returns the elapsed time in ns since some fixed moment. */
  long wallNanos();

  /** Returns the CPU time of this process in ns; 0 if the JVM does not know it. */
  long cpuNanos();
}
