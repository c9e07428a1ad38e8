/** Faults of broker, job, releases and records; after each, the audit must hold. */
package io.intereststream.deploy.e2e.fault;
