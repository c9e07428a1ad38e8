package io.intereststream.data.synthetic;

import io.intereststream.data.WatchLog;
import java.util.List;

/**
 * Synthetic viewers of a synthetic catalogue, the same for the same seed on every machine. Items
 * have planted topic vectors; a viewer likes a few topics, and this taste drifts. Items of these
 * topics are watched longer, liked more often and hidden less often. Some events come late, some
 * twice, and some items are unknown to the release.
 */
public final class SyntheticLog implements WatchLog {
  private final SyntheticSettings settings;
  private final SyntheticCatalogue catalogue;

  /** Generates the catalogue. */
  public SyntheticLog(SyntheticSettings settings) {
    this.settings = settings;
    this.catalogue = new SyntheticCatalogue(settings);
  }

  /** The settings of the generator. */
  public SyntheticSettings settings() {
    return settings;
  }

  /** Ids of the known items. */
  public List<String> itemIds() {
    return catalogue.knownIds();
  }

  /** Unit vectors of the known items in the order of their ids, {@code [items][dimension]}. */
  public float[][] itemVectors() {
    return catalogue.knownVectors();
  }

  /** Unit vectors of the topics, {@code [topics][dimension]}. */
  public float[][] topicVectors() {
    return catalogue.topics();
  }

  SyntheticCatalogue catalogue() {
    return catalogue;
  }

  @Override
  public String description() {
    return settings.description();
  }

  @Override
  public String remedy() {
    return "generate more events, or change the signal policy";
  }

  @Override
  public SyntheticWatches open(long afterPosition) {
    return new SyntheticWatches(settings, catalogue, afterPosition);
  }
}
