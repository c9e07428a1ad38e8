/** Compares the update of each viewer with what the rules compute from the viewer's records. */
package io.intereststream.deploy.audit.check;
