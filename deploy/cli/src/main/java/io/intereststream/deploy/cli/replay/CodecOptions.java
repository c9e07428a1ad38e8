package io.intereststream.deploy.cli.replay;

import io.intereststream.schema.CodecFactory;
import java.net.URI;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say how records are framed on the wire. */
final class CodecOptions {
  @Option(
      names = "--schema-registry",
      paramLabel = "URI",
      description =
          "Write the Confluent framing, with the schema in this registry; else Avro single-object"
              + " encoding.")
  private URI registry;

  /** Makes the codecs. */
  public CodecFactory codecs() {
    return registry == null
        ? CodecFactory.singleObject(List.of())
        : CodecFactory.confluent(registry);
  }
}
