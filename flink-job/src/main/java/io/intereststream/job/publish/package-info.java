/** The job's topics: their records, their sinks, and the checks of their settings. */
package io.intereststream.job.publish;
