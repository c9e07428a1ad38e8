package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.record.VectorFormat;
import io.intereststream.deploy.audit.rules.ViewerHistory;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.release.ReleaseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares updates with the reference encoder, a few hundred of one release at a time. */
final class UpdateChecks implements AutoCloseable {
  private static final int BATCH = 512;

  private record Check(String viewer, Update update, ViewerHistory history) {}

  private final ReleaseEncoders encoders;
  private final Mismatches mismatches;
  private final Map<String, List<Check>> waiting = new HashMap<>();
  private long checked;

  UpdateChecks(Path releases, Mismatches mismatches) {
    this.encoders = new ReleaseEncoders(releases);
    this.mismatches = mismatches;
  }

  /** Adds an update that must equal what its release computes from a history. */
  void add(String viewer, Update update, ViewerHistory history) {
    checked++;
    List<Check> batch = waiting.computeIfAbsent(update.release(), version -> new ArrayList<>());
    batch.add(new Check(viewer, update, history));
    if (batch.size() == BATCH) {
      waiting.remove(update.release());
      compare(update.release(), batch);
    }
  }

  /** Compares the updates that were added. */
  void flush() {
    waiting.forEach(this::compare);
    waiting.clear();
  }

  private void compare(String version, List<Check> batch) {
    ReleaseEncoders.Opened opened;
    try {
      opened = encoders.open(version);
    } catch (ReleaseException e) {
      batch.forEach(check -> mismatches.add("viewer " + check.viewer + ": " + e.getMessage()));
      return;
    }
    List<int[]> rows = new ArrayList<>();
    for (Check check : batch) {
      rows.add(
          opened
              .release()
              .vocabulary()
              .knownRows(
                  check.history.entries().size(),
                  i -> check.history.entries().get(i).fingerprint()));
    }
    List<Interests> computed = opened.encoder().encode(rows);
    for (int i = 0; i < batch.size(); i++) {
      Check check = batch.get(i);
      List<String> faults =
          opened
              .comparison()
              .compare(check.update, check.history.entries().size(), computed.get(i));
      if (!faults.isEmpty()) {
        mismatches.add("viewer " + check.viewer + ": " + String.join("; ", faults));
      }
    }
  }

  /** Number of updates that were added. */
  long checked() {
    return checked;
  }

  /** Largest difference of a component from the reference encoder, by format. */
  Map<VectorFormat, Double> largestDifferences() {
    return encoders.largestDifferences();
  }

  @Override
  public void close() {
    encoders.close();
  }
}
