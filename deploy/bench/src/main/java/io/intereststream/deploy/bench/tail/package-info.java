/** Latency under a paced load, and what else happened in its worst seconds. */
package io.intereststream.deploy.bench.tail;
