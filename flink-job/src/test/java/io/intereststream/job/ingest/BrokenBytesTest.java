package io.intereststream.job.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.history.InvalidEventException;
import io.intereststream.history.SignalPolicy;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.WatchEvent;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BrokenBytesTest {
  private final EventDecoder decoder =
      new EventDecoder(
          CodecFactory.singleObject(List.of()).create(WatchEvent.class, "watch-events"),
          new SignalPolicy(18_000, List.of()),
          300_000,
          512);

  @Property
  void arbitraryBytesAreRejectedAndNeverThrowAnythingElse(@ForAll byte[] bytes) {
    try {
      decoder.decode(bytes, 0, 0, 0);
    } catch (RecordDecodeException | InvalidEventException e) {
      assertThat(e).hasMessageContaining("expected");
    }
  }
}
