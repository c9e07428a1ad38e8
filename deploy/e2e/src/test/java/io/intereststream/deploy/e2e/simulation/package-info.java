/** Simulations of the job, checked against the audit's independent rules. */
package io.intereststream.deploy.e2e.simulation;
