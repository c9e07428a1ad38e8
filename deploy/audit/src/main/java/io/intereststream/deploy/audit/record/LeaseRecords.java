package io.intereststream.deploy.audit.record;

import io.intereststream.deploy.audit.settings.Framing;
import org.apache.avro.generic.GenericRecord;

/** Reads the leases of jobs on the release-events topic. Not thread-safe. */
public final class LeaseRecords {
  private final RecordReader reader;

  public LeaseRecords(Framing framing) {
    reader = new RecordReader(framing, WriterSchemas.newest("ReleaseEvent"));
  }

  /** Returns the key of the lease records of an update topic. */
  public static String key(String updateTopic) {
    return "lease/" + updateTopic;
  }

  /**
   * Returns the generation of the state of the job that wrote a lease record.
   *
   * @throws UnusableRecordException if the value is not a lease record
   */
  public long generation(byte[] value) throws UnusableRecordException {
    if (reader.read(value).get("job") instanceof GenericRecord job) {
      return (long) job.get("generation");
    }
    throw new UnusableRecordException("no job (expected: the job that wrote the lease)");
  }
}
