/** What exists for latency only, each part with its reason. */
package io.intereststream.job.tuning;
