package io.intereststream.job.lifecycle;

import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/** Finds missing files of checkpoints and savepoints, through Flink's file systems. */
public final class CheckpointFiles {
  private static final String METADATA = "_metadata";

  private final Path folder;

  /**
   * @param folder address of the folder of one job's checkpoints
   */
  public CheckpointFiles(String folder) {
    this.folder = new Path(folder);
  }

  /**
   * Finds the missing files of the newest completed checkpoint. Savepoints are numbered too, but
   * have no folder here; after a savepoint, the checkpoint before it is used.
   *
   * @param newest number of the newest completed checkpoint or savepoint
   * @return addresses of missing files; empty if the checkpoint can be restored
   */
  public List<String> missing(long newest) throws IOException {
    TreeMap<Long, Path> there = new TreeMap<>();
    for (FileStatus status : list(folder)) {
      String name = status.getPath().getName();
      if (name.matches("chk-[0-9]+") && Long.parseLong(name.substring(4)) <= newest) {
        there.put(Long.parseLong(name.substring(4)), status.getPath());
      }
    }
    for (Path checkpoint : there.descendingMap().values()) {
      if (exists(new Path(checkpoint, METADATA))) {
        return missingOf(checkpoint.toString());
      }
    }
    return List.of(new Path(new Path(folder, "chk-" + newest), METADATA).toString());
  }

  /**
   * Finds the missing files of one checkpoint or savepoint.
   *
   * @param address address of its folder
   * @return addresses of missing files; empty if it can be restored
   * @throws IOException if its metadata cannot be read
   */
  public static List<String> missingOf(String address) throws IOException {
    Path metadata = new Path(address, METADATA);
    if (!exists(metadata)) {
      return List.of(metadata.toString());
    }
    Map<Path, Set<String>> present = new HashMap<>();
    Set<String> missing = new TreeSet<>();
    for (Path file : files(metadata)) {
      Path parent = file.getParent();
      if (!present.containsKey(parent)) {
        Set<String> names = new HashSet<>();
        list(parent).forEach(status -> names.add(status.getPath().getName()));
        present.put(parent, names);
      }
      if (!present.get(parent).contains(file.getName())) {
        missing.add(file.toString());
      }
    }
    return List.copyOf(missing);
  }

  private static List<Path> files(Path metadata) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(metadata.getFileSystem().open(metadata))) {
      CheckpointMetadata read =
          Checkpoints.loadCheckpointMetadata(
              in, CheckpointFiles.class.getClassLoader(), metadata.getParent().toString());
      for (OperatorState operator : read.getOperatorStates()) {
        collect(operator.getCoordinatorState(), files);
        for (OperatorSubtaskState subtask : operator.getStates()) {
          collect(subtask.getManagedKeyedState(), files);
          collect(subtask.getRawKeyedState(), files);
          collect(subtask.getManagedOperatorState(), files);
          collect(subtask.getRawOperatorState(), files);
        }
      }
    }
    return files;
  }

  /** Collects the files of a state handle or of several. Small states are inside the metadata. */
  private static void collect(Object state, List<Path> files) {
    if (state instanceof FileStateHandle file) {
      files.add(file.getFilePath());
    } else if (state instanceof Iterable<?> several) {
      several.forEach(one -> collect(one, files));
    } else if (state instanceof KeyGroupsStateHandle keyed) {
      collect(keyed.getDelegateStateHandle(), files);
    } else if (state instanceof OperatorStateHandle operator) {
      collect(operator.getDelegateStateHandle(), files);
    } else if (state instanceof IncrementalRemoteKeyedStateHandle incremental) {
      collect(incremental.getMetaDataStateHandle(), files);
      incremental.getSharedState().forEach(shared -> collect(shared.getHandle(), files));
      incremental.getPrivateState().forEach(own -> collect(own.getHandle(), files));
    } else if (state instanceof ChangelogStateBackendHandle changelog) {
      collect(changelog.getMaterializedStateHandles(), files);
      collect(changelog.getNonMaterializedStateHandles(), files);
    } else if (state instanceof ChangelogStateHandleStreamImpl changes) {
      changes.getHandlesAndOffsets().forEach(handle -> collect(handle.f0, files));
    }
  }

  private static boolean exists(Path file) throws IOException {
    return file.getFileSystem().exists(file);
  }

  private static List<FileStatus> list(Path folder) throws IOException {
    FileSystem files = folder.getFileSystem();
    try {
      FileStatus[] found = files.listStatus(folder);
      return found == null ? List.of() : Arrays.asList(found);
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
