/** Faults of a real cluster: JobManager, TaskManagers and broker are JVMs of their own. */
package io.intereststream.deploy.e2e.cluster;
