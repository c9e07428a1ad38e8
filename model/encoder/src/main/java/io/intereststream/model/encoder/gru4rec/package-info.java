/** GRU4Rec: one vector for a viewer, from the last state of a GRU. */
package io.intereststream.model.encoder.gru4rec;
