/** Architectures that route by agreement: MIND and ComiRec-DR. */
package io.intereststream.model.encoder.routing;
