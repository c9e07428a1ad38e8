/** DSSRec: causal self-attention whose positions are shared out over intentions. */
package io.intereststream.model.encoder.dssrec;
