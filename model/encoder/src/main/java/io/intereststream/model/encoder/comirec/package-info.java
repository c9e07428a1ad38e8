/** ComiRec-SA: an attention over the history for each interest. */
package io.intereststream.model.encoder.comirec;
