package io.intereststream.job.ingest;

import io.intereststream.history.Action;
import io.intereststream.history.MappedEvent;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.WatchEvent;
import java.util.List;

/** Maps a {@link WatchEvent}, field by field. */
record WatchEventMapper(RecordCodec<WatchEvent> codec) implements EventMapper {
  @Override
  public MappedEvent map(byte[] value) throws RecordDecodeException {
    WatchEvent event = codec.decode(value);
    return new MappedEvent(
        event.getEventId(),
        event.getUserId(),
        event.getItemId(),
        event.getEventTime().toEpochMilli(),
        event.getWatchMs(),
        event.getDurationMs(),
        actions(event.getActions()));
  }

  /** Returns the actions as the signal policy knows them. */
  private static List<Action> actions(List<io.intereststream.schema.Action> recorded) {
    if (recorded.isEmpty()) {
      return List.of();
    }
    return recorded.stream().map(action -> Action.valueOf(action.name())).toList();
  }
}
