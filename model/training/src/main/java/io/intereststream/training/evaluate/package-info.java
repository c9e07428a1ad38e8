/**
 * How good recommendation lists are. A {@link io.intereststream.training.evaluate.Recommender}
 * ranks all items for a history; {@link io.intereststream.training.evaluate.Evaluation} compares
 * its lists with what held-out viewers watched next, {@link
 * io.intereststream.training.evaluate.Freshness} measures by how much the hit rate drops if the
 * interests are not up to date.
 */
package io.intereststream.training.evaluate;
