package io.intereststream.deploy.cli.replay;

import io.intereststream.schema.CodecFactory;
import java.net.URI;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for the encoding of records on the topic. */
final class CodecOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--schema-registry",
      paramLabel = "URI",
      description =
          "Address of a schema registry, for events in the Confluent wire format. Without"
              + " it, events are written in Avro single-object encoding.")
  private URI registry;

  /** Creates the codecs. */
  public CodecFactory codecs() {
    if (registry == null) {
      return CodecFactory.singleObject(List.of());
    }
    try {
      return CodecFactory.confluent(registry);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--schema-registry: " + e.getMessage(), e);
    }
  }
}
