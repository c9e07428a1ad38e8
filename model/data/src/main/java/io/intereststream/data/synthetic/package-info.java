/** Synthetic viewers with planted tastes: a watch log, and what can be found in it at most. */
package io.intereststream.data.synthetic;
