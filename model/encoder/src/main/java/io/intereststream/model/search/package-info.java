/**
 * Exact retrieval: {@link io.intereststream.model.search.TopItems} scores every item of a release.
 */
package io.intereststream.model.search;
