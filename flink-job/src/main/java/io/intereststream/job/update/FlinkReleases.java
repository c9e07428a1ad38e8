package io.intereststream.job.update;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.release.FirstRelease;
import io.intereststream.job.release.ReleaseLoader;
import io.intereststream.model.encoder.MissingLibraryException;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** Loads the releases of a subtask into the TaskManager's folders for temporary files. */
final class FlinkReleases {
  private FlinkReleases() {}

  static ReleaseLoader loader(
      JobOptions options, EncoderProvider encoders, Throttle background, Environment environment) {
    List<Path> disks =
        Arrays.stream(environment.getTaskManagerInfo().getTmpDirectories()).map(Path::of).toList();
    return new ReleaseLoader(encoders, options.release().itemTables(), background, disks);
  }

  /** A missing library ends the job, because neither a restart nor another release would help. */
  static FirstRelease.Found load(FirstRelease first, ModelRelease wanted)
      throws InterruptedException {
    try {
      return first.load(wanted);
    } catch (MissingLibraryException e) {
      throw new SuppressRestartsException(e);
    }
  }
}
