package io.intereststream.deploy.cli.dataset;

/** The events of a data set from after a position on. */
public final class LaterEvents implements DataSet {
  private final DataSet data;
  private final long position;

  /** Events after a position of one of the data set's readers. */
  public LaterEvents(DataSet data, long position) {
    this.data = data;
    this.position = position;
  }

  @Override
  public String description() {
    return "%s, after %d".formatted(data.description(), position);
  }

  @Override
  public long estimatedRows() {
    long all = data.estimatedRows();
    return all < 0 ? all : Math.max(0, all - position);
  }

  /** Positions are those of the whole data set. */
  @Override
  public EventReader open(long afterPosition) {
    return data.open(Math.max(position, afterPosition));
  }
}
