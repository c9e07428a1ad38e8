package io.intereststream.data;

/** The watches of a log after a position. */
public final class LaterWatches implements WatchLog {
  private final WatchLog log;
  private final long position;

  /**
   * @param position a {@link LogReader#position()} of one of the log's readers
   */
  public LaterWatches(WatchLog log, long position) {
    this.log = log;
    this.position = position;
  }

  @Override
  public String description() {
    return "%s, after row %d".formatted(log.description(), position);
  }

  @Override
  public String details() {
    return log.details();
  }

  @Override
  public String remedy() {
    return log.remedy();
  }

  /** Positions are those of the whole log. */
  @Override
  public LogReader<LoggedWatch> open(long afterPosition) {
    return log.open(Math.max(position, afterPosition));
  }
}
