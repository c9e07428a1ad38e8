/** Positions and records of topics, read as the committed content of a topic in use. */
package io.intereststream.deploy.audit.topic;
