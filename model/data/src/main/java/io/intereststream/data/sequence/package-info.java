/**
 * Sequences of positive watches, built from a watch log with the signal policy and the rules of the
 * history, or with the data set's own label; and their split into training data and items that must
 * be found.
 */
package io.intereststream.data.sequence;
