/**
 * Reads the records on the topics with Avro's generic reader and the released schemas. Framing,
 * limits and checks share no code with the job's codecs.
 */
package io.intereststream.deploy.audit.record;
