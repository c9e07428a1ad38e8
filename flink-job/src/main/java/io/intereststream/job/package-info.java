/** The Flink job: watch events in, interest updates out. {@link InterestJob} shows all of it. */
package io.intereststream.job;
