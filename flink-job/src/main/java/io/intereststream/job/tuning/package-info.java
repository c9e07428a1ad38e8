/**
 * Everything that only reduces latency. Each part documents its reason and can be switched off by
 * one option.
 */
package io.intereststream.job.tuning;
