/** Processes that a benchmark starts beside the measured job, and that end with it. */
package io.intereststream.deploy.bench.child;
