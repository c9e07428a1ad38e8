/**
 * Sequences of positive watches, made of a watch log by the signal policy and the rules of the
 * history, or by the data set's own label; and their split into what is learnt from and what must
 * be found.
 */
package io.intereststream.data.sequence;
