/** The audit of topics that no job could fill in a test. */
package io.intereststream.deploy.e2e.audit;
