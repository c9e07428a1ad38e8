/**
 * Everything that exists for latency only. Each part can be switched off by one option and says
 * what it is for.
 */
package io.intereststream.job.tuning;
