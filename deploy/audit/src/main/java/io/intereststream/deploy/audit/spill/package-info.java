/** Temporary files for records that do not fit into memory, divided by viewer. */
package io.intereststream.deploy.audit.spill;
