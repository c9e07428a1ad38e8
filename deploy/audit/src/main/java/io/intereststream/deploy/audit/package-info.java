/**
 * The audit: compares the update that a reader holds for each viewer with what the reference
 * encoder computes from the viewer's events, with its own implementation of the rules.
 */
package io.intereststream.deploy.audit;
