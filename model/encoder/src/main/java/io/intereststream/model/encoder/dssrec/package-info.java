/** DSSRec: causal self-attention whose positions are assigned to intentions. */
package io.intereststream.model.encoder.dssrec;
