/** Measurements of a running job between two offsets of its update topic, and when they count. */
package io.intereststream.deploy.bench.measure;
