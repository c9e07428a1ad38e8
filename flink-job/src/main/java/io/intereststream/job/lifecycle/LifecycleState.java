package io.intereststream.job.lifecycle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The lifecycle's part of a checkpoint.
 *
 * @param holder identity of the state
 * @param generation when the state was created, epoch ms
 * @param settings the settings with which the state was computed
 */
record LifecycleState(String holder, long generation, StateSettings settings) {

  /**
   * Bytes: holder | generation (8 bytes) | number of settings (4 bytes) | name and value of each;
   * texts as {@link DataOutputStream#writeUTF} writes them.
   */
  static final class Serializer implements SimpleVersionedSerializer<LifecycleState> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(LifecycleState state) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeUTF(state.holder);
      out.writeLong(state.generation);
      Map<String, String> values = new TreeMap<>(state.settings.values());
      out.writeInt(values.size());
      for (Map.Entry<String, String> value : values.entrySet()) {
        out.writeUTF(value.getKey());
        out.writeUTF(value.getValue());
      }
      return bytes.toByteArray();
    }

    @Override
    public LifecycleState deserialize(int version, byte[] bytes) throws IOException {
      if (version != VERSION) {
        throw new IOException(
            "lifecycle state in checkpoint: version " + version + " (expected: " + VERSION + ")");
      }
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      String holder = in.readUTF();
      long generation = in.readLong();
      Map<String, String> values = new TreeMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        values.put(in.readUTF(), in.readUTF());
      }
      return new LifecycleState(holder, generation, new StateSettings(values));
    }
  }
}
