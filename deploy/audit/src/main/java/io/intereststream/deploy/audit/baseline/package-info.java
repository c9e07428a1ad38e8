/** Baselines: the histories that an audit saves for the next one. */
package io.intereststream.deploy.audit.baseline;
