/** The metrics of the job, declared in one place: name, unit, type and meaning. */
package io.intereststream.job.metric;
