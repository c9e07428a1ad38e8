/** The benchmark of release changes under load. */
package io.intereststream.deploy.bench.change;
