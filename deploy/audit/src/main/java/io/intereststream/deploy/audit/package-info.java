/**
 * The audit: every viewer's update on the topic against what the reference encoder computes from
 * the viewer's events.
 */
package io.intereststream.deploy.audit;
