/** Compares what a reader holds of each viewer with what the rules make of the viewer's records. */
package io.intereststream.deploy.audit.check;
