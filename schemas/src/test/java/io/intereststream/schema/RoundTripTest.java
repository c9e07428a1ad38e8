package io.intereststream.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.InstantSource;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.apache.avro.specific.SpecificRecord;

@Domain(Records.class)
class RoundTripTest {

  private static final CodecFactory SINGLE_OBJECT = CodecFactory.singleObject(List.of());
  private static final MemoryRegistry REGISTRY = new MemoryRegistry();

  @Property(tries = 200)
  void watchEventsComeBackEqual(@ForAll WatchEvent record) throws Exception {
    comesBackEqual(WatchEvent.class, record);
  }

  @Property(tries = 200)
  void interestUpdatesComeBackEqual(@ForAll InterestUpdate record) throws Exception {
    comesBackEqual(InterestUpdate.class, record);
  }

  @Property(tries = 200)
  void deadLettersComeBackEqual(@ForAll DeadLetter record) throws Exception {
    comesBackEqual(DeadLetter.class, record);
  }

  @Property(tries = 200)
  void modelReleasesComeBackEqual(@ForAll ModelRelease record) throws Exception {
    comesBackEqual(ModelRelease.class, record);
  }

  @Property(tries = 200)
  void releaseEventsComeBackEqual(@ForAll ReleaseEvent record) throws Exception {
    comesBackEqual(ReleaseEvent.class, record);
  }

  private static <T extends SpecificRecord> void comesBackEqual(Class<T> type, T record)
      throws Exception {
    RecordCodec<T> singleObject = SINGLE_OBJECT.create(type, "topic");
    assertThat(singleObject.decode(singleObject.encode(record))).isEqualTo(record);

    RecordCodec<T> confluent =
        new ConfluentCodec<>(
            new RecordBody<>(type, "topic"), "topic", REGISTRY, InstantSource.system());
    assertThat(confluent.decode(confluent.encode(record))).isEqualTo(record);
  }

  @Example
  void singleObjectBytesAreWhatAvroItselfWrites() throws Exception {
    RecordCodec<InterestUpdate> codec = SINGLE_OBJECT.create(InterestUpdate.class, "topic");
    InterestUpdate record = Records.interestUpdate(FloatVector.of(1, -2, 3.5f));
    byte[] bytes = codec.encode(record);

    assertThat(InterestUpdate.getDecoder().decode(bytes)).isEqualTo(record);
    assertThat(InterestUpdate.getEncoder().encode(record).array()).startsWith(bytes);
  }

  @Example
  void confluentFramingIsZeroThenTheBigEndianIdAndAsksTheRegistryOnce() throws Exception {
    MemoryRegistry registry = new MemoryRegistry();
    registry.registerText("\"long\"");
    ConfluentCodec<WatchEvent> codec =
        new ConfluentCodec<>(
            new RecordBody<>(WatchEvent.class, "topic"), "topic", registry, InstantSource.system());
    registry.requests = 0;

    byte[] bytes = codec.encode(Records.watchEvent());
    codec.encode(Records.watchEvent());
    assertThat(bytes).startsWith(0, 0, 0, 0, 2);
    assertThat(registry.requests).isEqualTo(1);

    codec.decode(bytes);
    codec.decode(bytes);
    assertThat(registry.requests).isEqualTo(2);
  }

  @Example
  void decodedRecordsShareNothingWithTheBytesOrWithEachOther() throws Exception {
    RecordCodec<InterestUpdate> codec = SINGLE_OBJECT.create(InterestUpdate.class, "topic");
    InterestUpdate record = Records.interestUpdate(FloatVector.of(1, 2, 3));
    byte[] bytes = codec.encode(record);
    InterestUpdate first = codec.decode(bytes);
    codec.decode(codec.encode(Records.interestUpdate(FloatVector.of(7, 8))));
    java.util.Arrays.fill(bytes, (byte) 0);

    assertThat(first).isEqualTo(record);
  }

  @Example
  void factoriesTravelToTheTasks() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(CodecFactory.singleObject(List.of("\"long\"")));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      CodecFactory factory = (CodecFactory) in.readObject();
      RecordCodec<WatchEvent> codec = factory.create(WatchEvent.class, "topic");
      assertThat(codec.decode(codec.encode(Records.watchEvent()))).isEqualTo(Records.watchEvent());
    }
  }
}
