/** The benchmark that compares two builds. */
package io.intereststream.deploy.bench.compare;
