/** The files by which the job runs on Kubernetes. */
package io.intereststream.deploy.e2e.kubernetes;
