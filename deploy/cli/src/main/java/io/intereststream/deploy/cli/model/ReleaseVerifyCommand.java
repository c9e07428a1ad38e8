package io.intereststream.deploy.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.cli.option.Folders;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Probe;
import io.intereststream.model.serving.Release;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a release as the job does before it activates one. */
@Command(
    name = "verify",
    description =
        "Checks a release: files, hashes, tensors, vocabulary, and that both encoders reproduce"
            + " the probe. Exits with 1 if a check fails.")
final class ReleaseVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Folder of the release.")
  private Path folder;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  private final List<String> passed = new ArrayList<>();
  private Release release;

  @Override
  public Integer call() {
    Folders.require(folder, folder.toString(), "the folder of a release");
    ReleaseException refusal = null;
    try {
      check();
    } catch (ReleaseException e) {
      refusal = e;
    } finally {
      if (release != null) {
        release.close();
      }
    }
    print(refusal);
    if (refusal != null && !json) {
      throw new InterestStreamException(ExitCode.CHECK_FAILED, refusal.getMessage(), refusal);
    }
    return refusal == null ? ExitCode.OK.code() : ExitCode.CHECK_FAILED.code();
  }

  private void check() throws ReleaseException {
    release = Release.read(folder);
    passed.add("release.json: format, version, architecture, sizes");
    passed.add(
        "files: sizes and SHA-256 of " + String.join(", ", release.manifest().files().keySet()));
    passed.add("tensors: names, shapes, float32, all values finite");
    passed.add("vocabulary: %,d items with different fingerprints".formatted(release.items()));
    Probe probe = release.probe();
    try (ReferenceEncoder encoder = release.reference()) {
      probe.check(encoder);
    }
    passed.add(probed(probe, "reference"));
    probe.check(release.encoders().get());
    passed.add(probed(probe, "incremental"));
  }

  private static String probed(Probe probe, String encoder) {
    return "probe: %d histories, %s encoder within %s"
        .formatted(probe.size(), encoder, Probe.TOLERANCE);
  }

  private void print(ReleaseException refusal) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonReport.print(json(refusal), out);
      return;
    }
    if (release != null) {
      out.printf(
          "%s: dimension %d, interests %d, hidden %d, window %d, items %,d%n",
          release.version(),
          release.dimension(),
          release.interests(),
          release.hidden(),
          release.window(),
          release.items());
    }
    passed.forEach(check -> out.println("  ok  " + check));
    out.flush();
  }

  private ObjectNode json(ReleaseException refusal) {
    ObjectNode report = JsonReport.create();
    report.put("valid", refusal == null);
    if (release != null) {
      report.put("version", release.version());
      report.put("dimension", release.dimension());
      report.put("interests", release.interests());
      report.put("hidden", release.hidden());
      report.put("window", release.window());
      report.put("items", release.items());
      report.put("manifest_sha256", release.manifestSha256());
    }
    ArrayNode checks = report.putArray("passed");
    passed.forEach(checks::add);
    if (refusal != null) {
      report.put("error", refusal.getMessage());
    }
    return report;
  }
}
