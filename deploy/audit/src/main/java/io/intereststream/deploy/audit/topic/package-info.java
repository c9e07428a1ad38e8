/** Reads positions and committed records of topics in use. */
package io.intereststream.deploy.audit.topic;
