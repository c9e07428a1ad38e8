package io.intereststream.deploy.cli.encode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.deploy.cli.output.ProgressDisplay;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.serving.Release;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes the interests of histories in a file. */
@Command(
    name = "encode",
    description = {
      "Computes the interest vectors of watch histories with a release.",
      "The input has one JSON object per line, {\"user_id\",\"item_ids\"}, with the oldest"
          + " item first. The output has one line per input line, in the same order:"
          + " {\"user_id\",\"interests\":[{\"category\",\"weight\",\"vector\"}],\"general\"}."
          + " Items that the release does not know are skipped. The newest known items are"
          + " encoded, at most as many as the window of the release. A history without a known"
          + " item has no interests."
    })
public final class EncodeCommand implements Callable<Integer> {
  /** Which encoder to use. */
  enum Kind {
    REFERENCE,
    INCREMENTAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--release",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the release.")
  private Path release;

  @Option(
      names = "--sequences",
      paramLabel = "FILE",
      required = true,
      description = "File with the histories.")
  private Path sequences;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "File to write the interests to. An existing file is replaced only on success.")
  private Path output;

  @Option(
      names = "--encoder",
      paramLabel = "KIND",
      defaultValue = "reference",
      description =
          "${COMPLETION-CANDIDATES}: the reference encoder in double precision, or the"
              + " incremental encoder that the job uses.")
  private Kind kind;

  @Option(names = "--json", description = "Print a report as JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(sequences)) {
      throw InterestStreamException.environment(
          "--sequences %s: does not exist (expected: a file)".formatted(sequences));
    }
    try (Release read = Release.read(release)) {
      long start = System.nanoTime();
      SequenceEncoder.Summary summary = encode(read);
      report(read, summary, (System.nanoTime() - start) / 1e9);
    }
    return ExitCode.OK.code();
  }

  private SequenceEncoder.Summary encode(Release read) throws IOException {
    if (kind == Kind.INCREMENTAL) {
      return encode(read, read.encoders().get());
    }
    try (ReferenceEncoder encoder = read.reference()) {
      return encode(read, encoder);
    }
  }

  private SequenceEncoder.Summary encode(Release read, Encoder encoder) throws IOException {
    // A device such as /dev/stdout is written to directly.
    boolean replace = !Files.exists(output) || Files.isRegularFile(output);
    Path target = replace ? output.resolveSibling(output.getFileName() + ".part") : output;
    SequenceEncoder.Summary summary;
    try (BufferedReader in = Files.newBufferedReader(sequences);
        Writer out = Files.newBufferedWriter(target);
        ProgressDisplay display = ProgressDisplay.start("encode", "histories", -1, !json)) {
      summary =
          new SequenceEncoder(read.vocabulary(), encoder)
              .encode(sequences.toString(), in, out, display::at);
    } catch (IOException | RuntimeException e) {
      if (replace) {
        Files.deleteIfExists(target);
      }
      throw e;
    }
    if (replace) {
      Files.move(target, output, StandardCopyOption.REPLACE_EXISTING);
    }
    return summary;
  }

  private void report(Release read, SequenceEncoder.Summary summary, double seconds) {
    if (json) {
      ObjectNode report = JsonReport.create();
      report.put("release", read.version());
      report.put("encoder", kind.toString());
      report.put("sequences", summary.sequences());
      report.put("items", summary.items());
      report.put("unknown_items", summary.unknownItems());
      report.put("without_interests", summary.withoutInterests());
      report.put("seconds", seconds);
      JsonReport.print(report, spec.commandLine().getOut());
    } else {
      spec.commandLine()
          .getErr()
          .printf(
              "%,d histories encoded with %s in %.1f s; %,d of %,d items unknown to the release;"
                  + " %,d histories without interests%n",
              summary.sequences(),
              read.version(),
              seconds,
              summary.unknownItems(),
              summary.items(),
              summary.withoutInterests());
    }
  }
}
