/** What an audit found right, kept for the next one. */
package io.intereststream.deploy.audit.baseline;
