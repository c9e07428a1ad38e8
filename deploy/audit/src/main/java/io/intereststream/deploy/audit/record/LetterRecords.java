package io.intereststream.deploy.audit.record;

import io.intereststream.deploy.audit.settings.Framing;
import org.apache.avro.generic.GenericRecord;

/** Reads the records of the dead-letter topic. Not thread-safe. */
public final class LetterRecords {
  private final RecordReader reader;

  public LetterRecords(Framing framing) {
    reader = new RecordReader(framing, WriterSchemas.newest("DeadLetter"));
  }

  /**
   * Returns the position of the record that a dead letter is about.
   *
   * @throws UnusableRecordException if the value is not a dead letter
   */
  public Position about(byte[] value) throws UnusableRecordException {
    GenericRecord record = reader.read(value);
    return new Position(
        record.get("topic").toString(), (int) record.get("partition"), (long) record.get("offset"));
  }
}
