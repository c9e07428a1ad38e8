/** The time from a watch event to its update, measured by a reader of the update topic. */
package io.intereststream.deploy.bench.latency;
