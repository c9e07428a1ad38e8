package io.intereststream.deploy.cli.job;

import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.deploy.cli.option.ConfigurationOptions;
import io.intereststream.deploy.local.StandaloneCluster;
import io.intereststream.deploy.local.StateFolder;
import io.intereststream.deploy.local.StopSignals;
import io.intereststream.job.InterestJob;
import io.intereststream.job.release.EncoderProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the job on a Flink cluster of several JVMs on this machine. */
@Command(
    name = "cluster",
    description = {
      "Runs the job on a real Flink cluster on this machine until it is stopped: ZooKeeper,"
          + " JobManager and TaskManagers are processes of their own that listen on 127.0.0.1"
          + " only. A process that ends, or that you kill, is replaced, and the job continues.",
      "It uses the same folder and state as 'interest-stream job': each command continues where"
          + " the other stopped. It also stops in the same way. It starts no Kafka broker;"
          + " 'interest-stream broker' does.",
      "Flink's options taskmanager.memory.task.heap.size (default: 1g),"
          + " taskmanager.memory.task.off-heap.size (512m) and taskmanager.memory.managed.size"
          + " (256m) apply to each TaskManager."
    })
public final class ClusterCommand implements Callable<Integer> {
  private static final int MOST_TASK_MANAGERS = 64;

  /** The job's own options, which may be secret, are not part of the cluster's configuration. */
  private static final String JOB_OPTIONS = "interest-stream.";

  @Spec private CommandSpec spec;

  @Mixin private ConfigurationOptions configuration;

  @Mixin private StateOptions state;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Number of TaskManagers, and default parallelism of the job.")
  private int taskManagers;

  @Override
  public Integer call() throws Exception {
    Bounds.within(1, MOST_TASK_MANAGERS, "--task-managers", taskManagers);
    Configuration complete = configuration.read();
    state.addTo(complete);
    InterestJob.check(complete);
    if (!complete.contains(CoreOptions.DEFAULT_PARALLELISM)) {
      complete.set(CoreOptions.DEFAULT_PARALLELISM, taskManagers);
    }
    try (StopSignals signals = StopSignals.interruptThisThread();
        StateFolder folder = StateFolder.open(state.folder(), this::say)) {
      StateFolder.Run run = state.run(folder, complete);
      try (StandaloneCluster cluster = start(run, complete)) {
        say("the cluster is starting; REST interface of Flink: " + cluster.webAddress());
        tellJvms(cluster);
        return new JobRunner(signals, this::say)
            .run(
                () -> cluster.submit(run.configuration(), EncoderProvider.serving()),
                () -> say("the job is running, with checkpoints in " + run.folder()),
                () -> replaceEnded(cluster));
      }
    }
  }

  private StandaloneCluster start(StateFolder.Run run, Configuration complete) throws IOException {
    Configuration flink = new Configuration();
    complete
        .toMap()
        .forEach(
            (key, value) -> {
              if (!key.startsWith(JOB_OPTIONS)) {
                flink.setString(key, value);
              }
            });
    int subtasks = complete.get(CoreOptions.DEFAULT_PARALLELISM);
    return StandaloneCluster.in(run.folder())
        .flink(flink)
        .taskManagers(taskManagers)
        .slots((subtasks + taskManagers - 1) / taskManagers)
        .highAvailability()
        .start();
  }

  private void replaceEnded(StandaloneCluster cluster) throws IOException {
    for (String name : cluster.replaceEnded()) {
      say(name + " has ended; another one is started");
      tellJvms(cluster);
    }
  }

  private void tellJvms(StandaloneCluster cluster) {
    for (StandaloneCluster.Jvm jvm : cluster.jvms()) {
      say("%-15s pid %d, log %s".formatted(jvm.name(), jvm.pid(), jvm.log()));
    }
  }

  private void say(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
