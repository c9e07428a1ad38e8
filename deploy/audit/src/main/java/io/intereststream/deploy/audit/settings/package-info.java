/** The settings of the job that the audit needs: only option values. */
package io.intereststream.deploy.audit.settings;
