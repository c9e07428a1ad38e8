/** The options of the job: one class of constants per concern, read and checked together. */
package io.intereststream.job.config;
