package io.intereststream.deploy.local;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import io.intereststream.job.config.StartOptions;
import io.intereststream.job.lifecycle.CheckpointFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;

/**
 * The folder in which a local job keeps its state from run to run; one process at a time uses it.
 *
 * <p>{@code start-<n>/} has the checkpoints and savepoints of the n-th state: a fresh start creates
 * the next one and keeps the earlier ones. A run resumes from the newest restorable checkpoint or
 * savepoint of the last state.
 */
public final class StateFolder implements AutoCloseable {
  private static final Pattern PART = Pattern.compile("start-([0-9]+)");
  private static final Pattern STATE = Pattern.compile("chk-[0-9]+|savepoint-.+");
  private static final String METADATA = "_metadata";

  /** Marks a state that was started with {@code --fresh}. */
  private static final String FRESH = "fresh";

  private final Path folder;
  private final Consumer<String> messages;
  private final FolderLock lock;

  /** A checkpoint or savepoint, complete or not. */
  private record Found(Path folder, long time, boolean complete) {}

  /**
   * A run of the job.
   *
   * @param folder folder for its files
   * @param configuration includes the checkpoint to resume from, if any
   */
  public record Run(Path folder, Configuration configuration) {}

  private StateFolder(Path folder, Consumer<String> messages) {
    this.folder = folder;
    this.messages = messages;
    this.lock = FolderLock.of(folder.resolve("lock"), "state folder");
  }

  /**
   * Opens a folder, and creates it if necessary.
   *
   * @param messages receives messages about the decisions, line by line
   * @throws InterestStreamException if another process uses it
   */
  public static StateFolder open(Path folder, Consumer<String> messages) {
    return new StateFolder(folder.toAbsolutePath().normalize(), messages);
  }

  /**
   * Returns a run that starts over, in a new subfolder.
   *
   * @param configured options of the job and of Flink
   */
  public Run fresh(Configuration configured) {
    Path part = folder.resolve("start-" + (lastPart() + 1));
    begin(part);
    try {
      Files.createFile(part.resolve(FRESH));
    } catch (IOException e) {
      throw fault(e);
    }
    messages.accept("starting over in " + part);
    return new Run(part, asFresh(configured));
  }

  /**
   * Returns a run that resumes from an address.
   *
   * @param configured options of the job and of Flink
   */
  public Run from(String address, Configuration configured) {
    messages.accept("resuming from " + address);
    return new Run(currentPart(), LocalConfiguration.fromSavepoint(configured, address));
  }

  /**
   * Returns a run that resumes from the newest checkpoint or savepoint, or starts without one if
   * there never was one.
   *
   * @param configured options of the job and of Flink
   * @throws InterestStreamException if there are some but none can be restored
   */
  public Run resume(Configuration configured) {
    Path part = currentPart();
    boolean fresh = Files.exists(part.resolve(FRESH));
    List<Found> found;
    try {
      found = found(part, configured);
    } catch (IOException e) {
      throw fault(e);
    }
    Optional<Path> newest = newest(found);
    if (newest.isPresent()) {
      messages.accept("resuming from " + newest.get());
      Configuration restored =
          LocalConfiguration.fromSavepoint(configured, LocalConfiguration.address(newest.get()));
      // Owned by the job: it is deleted when checkpoints of this run have replaced it.
      restored.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
      return new Run(part, restored);
    }
    if (found.stream().anyMatch(Found::complete)) {
      throw InterestStreamException.environment(
          "state folder %s: no checkpoint of %s can be restored (expected: at least one; put the missing files back, or start over with --fresh, which keeps the files)"
              .formatted(folder, part.getFileName()));
    }
    messages.accept("no checkpoint in " + part + ": the job begins");
    return new Run(part, fresh ? asFresh(configured) : configured);
  }

  private static Configuration asFresh(Configuration configured) {
    Configuration fresh = new Configuration(configured);
    fresh.set(StartOptions.FRESH, true);
    return fresh;
  }

  private Path currentPart() {
    Path part = folder.resolve("start-" + Math.max(1, lastPart()));
    begin(part);
    return part;
  }

  private void begin(Path part) {
    try {
      Files.createDirectories(part);
    } catch (IOException e) {
      throw fault(e);
    }
  }

  private int lastPart() {
    try (Stream<Path> parts = Files.list(folder)) {
      return parts
          .map(part -> PART.matcher(part.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToInt(part -> Integer.parseInt(part.group(1)))
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw fault(e);
    }
  }

  /** Returns the newest one that can be restored, and reports what is wrong with newer ones. */
  private Optional<Path> newest(List<Found> found) {
    for (Found one : found) {
      String problem = problem(one);
      if (problem == null) {
        return Optional.of(one.folder());
      }
      messages.accept(one.folder() + ": " + problem + "; trying the one before it");
    }
    return Optional.empty();
  }

  private static String problem(Found found) {
    if (!found.complete()) {
      return "incomplete, it has no " + METADATA;
    }
    try {
      List<String> missing = CheckpointFiles.missingOf(LocalConfiguration.address(found.folder()));
      return missing.isEmpty()
          ? null
          : missing.size() + " of its files are missing, such as " + missing.get(0);
    } catch (IOException e) {
      return METADATA + " cannot be read: " + IoFault.reason(e);
    } catch (RuntimeException e) {
      return METADATA + " cannot be read: " + e;
    }
  }

  /** All checkpoints and savepoints of the last state, newest first. */
  private List<Found> found(Path part, Configuration configured) throws IOException {
    List<Found> all = new ArrayList<>();
    collect(part, all);
    if (lastPart() <= 1) {
      // Written by a cluster that was started in the folder itself.
      collect(folder.resolve("checkpoints"), all);
      collect(folder.resolve("savepoints"), all);
    }
    Path asked = part.resolve(FRESH);
    long since = Files.exists(asked) ? Files.getLastModifiedTime(asked).toMillis() : 0;
    List<Found> elsewhere = new ArrayList<>();
    for (ConfigOption<String> option :
        List.of(
            CheckpointingOptions.CHECKPOINTS_DIRECTORY, CheckpointingOptions.SAVEPOINT_DIRECTORY)) {
      String address = configured.get(option);
      if (address != null) {
        collect(LocalConfiguration.localPath(address), elsewhere);
      }
    }
    elsewhere.stream().filter(one -> one.time() >= since).forEach(all::add);
    all.sort(Comparator.comparingLong(Found::time).reversed());
    return all;
  }

  /** Collects the checkpoints and savepoints in a folder and in its subfolders of jobs. */
  private static void collect(Path place, List<Found> into) throws IOException {
    if (!Files.isDirectory(place)) {
      return;
    }
    try (Stream<Path> below = Files.walk(place, 3)) {
      for (Path path : below.filter(StateFolder::isState).toList()) {
        Path metadata = path.resolve(METADATA);
        boolean complete = Files.exists(metadata);
        Path dated = complete ? metadata : path;
        into.add(new Found(path, Files.getLastModifiedTime(dated).toMillis(), complete));
      }
    }
  }

  private static boolean isState(Path path) {
    return STATE.matcher(path.getFileName().toString()).matches() && Files.isDirectory(path);
  }

  private InterestStreamException fault(IOException e) {
    return InterestStreamException.environment(
        "state folder %s: %s (expected: a folder that this user can read and write)"
            .formatted(folder, IoFault.describe(e)),
        e);
  }

  @Override
  public void close() {
    lock.close();
  }
}
