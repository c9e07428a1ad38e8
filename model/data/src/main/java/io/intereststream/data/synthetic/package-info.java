/** Synthetic viewers with known tastes: a watch log, and an upper bound of recall on it. */
package io.intereststream.data.synthetic;
