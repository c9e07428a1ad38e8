package io.intereststream.schema;

import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;

/** How Avro is to treat this package's records. */
final class RecordModel {

  private RecordModel() {}

  /**
   * A model whose readers and writers go through {@link PackedReader#readArray} and {@link
   * PackedWriter#writeArray}: Avro's fast reader and its generated coders would go past them.
   */
  static SpecificData of(ClassLoader loader) {
    SpecificData data = new SpecificData(loader);
    data.setFastReaderEnabled(false);
    data.setCustomCoders(false);
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    return data;
  }
}
