/** What all benchmarks have in common. Each is in a package of its own. */
package io.intereststream.deploy.bench;
