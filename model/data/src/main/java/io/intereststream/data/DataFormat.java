package io.intereststream.data;

import java.util.Locale;

/** The formats that can be read. */
public enum DataFormat {
  /** {@link KuaiRandLog}. */
  KUAIRAND,
  /** {@link MicroLensLog}. */
  MICROLENS,
  /** {@link WeChatLog}. */
  WECHAT,
  /** {@link TakaTakLog}. */
  TAKATAK,
  /** {@link ItemListsLog}. */
  LISTS,
  /** {@link PositionTriplesLog}. */
  TRIPLES,
  /** {@link CsvLog}. */
  CSV,
  /** No file: synthetic viewers. */
  SYNTHETIC;

  /** Returns the value of the command-line option. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
