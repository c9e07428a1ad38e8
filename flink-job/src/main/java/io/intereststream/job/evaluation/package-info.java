/** Online evaluation of published interests, promotion and rollback of releases. */
package io.intereststream.job.evaluation;
