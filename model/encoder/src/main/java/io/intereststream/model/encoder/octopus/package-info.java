/** Octopus: each item belongs to one channel. */
package io.intereststream.model.encoder.octopus;
