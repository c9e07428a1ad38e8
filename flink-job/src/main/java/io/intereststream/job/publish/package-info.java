/** The job's topics: their records, their sinks, and what they must be like. */
package io.intereststream.job.publish;
