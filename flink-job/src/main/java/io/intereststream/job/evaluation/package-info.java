/** Online evaluation of published interests, and the promotion and withdrawal of releases. */
package io.intereststream.job.evaluation;
