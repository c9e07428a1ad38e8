package io.intereststream.schema;

import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;

/** How Avro is to treat this package's records. */
final class RecordModel {

  private RecordModel() {}

  /**
   * A model whose writers go through {@link PackedWriter#writeArray}, which generated coders would
   * go past.
   *
   * @param fastReader whether readers are Avro's fast one (a third of the time for a watch event)
   *     or go through {@link PackedReader#readArray} (a quarter of the time for vectors)
   */
  static SpecificData withFastReader(boolean fastReader) {
    SpecificData data = new SpecificData(RecordModel.class.getClassLoader());
    data.setFastReaderEnabled(fastReader);
    data.setCustomCoders(false);
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    return data;
  }
}
