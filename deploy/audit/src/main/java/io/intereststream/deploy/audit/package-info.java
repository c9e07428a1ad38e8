/**
 * The audit: what a reader holds of every viewer against what the reference encoder computes from
 * the viewer's events, under rules of its own.
 */
package io.intereststream.deploy.audit;
