/** Metrics of a cluster in the JVM of a test. */
package io.intereststream.deploy.e2e.metric;
