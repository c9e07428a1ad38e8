/** Files that hold what does not fit into memory, divided by viewer. */
package io.intereststream.deploy.audit.spill;
