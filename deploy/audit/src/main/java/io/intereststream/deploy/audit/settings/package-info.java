/** What the audit has to know of the job: option values only. */
package io.intereststream.deploy.audit.settings;
