package io.intereststream.job.update;

import io.intereststream.job.release.ActiveRelease;
import io.intereststream.job.tuning.JitWarmup;
import io.intereststream.schema.ReleaseEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Warms up the JIT for the code of a release change, including Flink's serialization. */
final class FlinkWarmup {
  private static final int BUFFER_BYTES = 256;

  private FlinkWarmup() {}

  static void run(
      RecordOutbox outbox,
      ActiveRelease release,
      TypeInformation<ReleaseEvent> type,
      ExecutionConfig config) {
    TypeSerializer<ReleaseEvent> serializer = type.createSerializer(config.getSerializerConfig());
    DataOutputSerializer out = new DataOutputSerializer(BUFFER_BYTES);
    JitWarmup.run(
        () ->
            outbox.rehearse(
                release.loaded().release(),
                event -> {
                  try {
                    out.clear();
                    serializer.serialize(event, out);
                    serializer.deserialize(new DataInputDeserializer(out.getSharedBuffer()));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e); // cannot happen with an array in memory
                  }
                }));
  }
}
