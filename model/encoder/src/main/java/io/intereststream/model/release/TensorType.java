package io.intereststream.model.release;

/** The element types that a release uses, named as in the safetensors format. */
enum TensorType {
  F32(Float.BYTES),
  F64(Double.BYTES),
  I64(Long.BYTES);

  /** Size of one element in bytes. */
  final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }
}
