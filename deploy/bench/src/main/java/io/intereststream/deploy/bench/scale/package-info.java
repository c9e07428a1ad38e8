/** The benchmark of growing sizes. */
package io.intereststream.deploy.bench.scale;
