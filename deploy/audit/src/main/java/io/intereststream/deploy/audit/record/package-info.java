/**
 * Reads the records on the topics with Avro's generic reader and the released schemas: framing,
 * limits and what makes a record usable, none of it shared with the job's codecs.
 */
package io.intereststream.deploy.audit.record;
