/** The benchmark of the whole job. */
package io.intereststream.deploy.bench.pipeline;
