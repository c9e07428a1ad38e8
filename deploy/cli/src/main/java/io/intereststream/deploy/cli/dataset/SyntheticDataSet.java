package io.intereststream.deploy.cli.dataset;

/**
 * Made-up viewers of a made-up catalogue, the same for the same seed on every machine. Items have
 * planted topic vectors; a viewer likes a few topics, and that drifts; what a viewer likes is
 * watched longer, liked more often and hidden more rarely. Some events come late, some twice, and
 * some items are unknown to {@link SyntheticRelease}.
 */
public final class SyntheticDataSet implements DataSet {
  private final SyntheticSettings settings;
  private final SyntheticCatalogue catalogue;

  /** Plants the catalogue. */
  public SyntheticDataSet(SyntheticSettings settings) {
    this.settings = settings;
    this.catalogue = new SyntheticCatalogue(settings);
  }

  /** What it makes. */
  public SyntheticSettings settings() {
    return settings;
  }

  SyntheticCatalogue catalogue() {
    return catalogue;
  }

  @Override
  public String description() {
    return settings.toString();
  }

  @Override
  public long estimatedRows() {
    return settings.events();
  }

  @Override
  public SyntheticEvents open(long afterPosition) {
    return new SyntheticEvents(settings, catalogue, afterPosition);
  }
}
