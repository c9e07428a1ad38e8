package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.job.config.JobOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code cluster}: its processes can be killed, and are gone when it ends. */
class ClusterCommandITCase {
  private static final Pattern JVM =
      Pattern.compile("^(zookeeper|jobmanager|taskmanager-\\d+) +pid (\\d+),", Pattern.MULTILINE);

  @TempDir private Path parent;

  @Test
  void killedProcessesAreReplacedAndTheStateIsThatOfTheCommandJob() throws Exception {
    try (Stage stage = new Stage(parent)) {
      JobOptions options = JobOptions.from(stage.configuration());
      try (JobProcess cluster = start(stage, "cluster", "--task-managers", "2")) {
        cluster.awaitText("the job is running");
        assertThat(cluster.said()).contains("REST interface of Flink: http://127.0.0.1:");
        assertThat(jvms(cluster).keySet())
            .containsExactlyInAnyOrder("zookeeper", "jobmanager", "taskmanager-0", "taskmanager-1");
        stage.send(options, 300);
        for (String victim : List.of("taskmanager-0", "jobmanager")) {
          jvms(cluster).get(victim).destroyForcibly();
          cluster.awaitText(victim + " has ended; another one is started");
          stage.send(options, 300);
          audit(stage, options);
        }

        Map<String, ProcessHandle> running = jvms(cluster);
        cluster.signal("INT");
        assertThat(cluster.exitCode()).as(cluster.said()).isZero();
        assertThat(cluster.said()).contains("stopped; the next run resumes from file:");
        await()
            .atMost(Stage.LIMIT)
            .until(() -> running.values().stream().noneMatch(ProcessHandle::isAlive));
      }
      try (JobProcess job = start(stage, "job")) {
        job.awaitText("the job is running");
        assertThat(job.said()).containsPattern("resuming from .*/start-1/savepoints/savepoint-");
        stage.send(options, 300);
        audit(stage, options);
      }
    }
  }

  private static JobProcess start(Stage stage, String command, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--folder", stage.folder().resolve("state").toString()));
    stage.configuration().toMap().forEach((key, value) -> arguments.add("-D" + key + "=" + value));
    arguments.addAll(List.of(more));
    return new JobProcess(stage.folder().resolve("command"), arguments);
  }

  /** The newest of each name. */
  private static Map<String, ProcessHandle> jvms(JobProcess cluster) {
    Map<String, ProcessHandle> jvms = new HashMap<>();
    Matcher line = JVM.matcher(cluster.said());
    while (line.find()) {
      ProcessHandle.of(Long.parseLong(line.group(2)))
          .ifPresent(jvm -> jvms.put(line.group(1), jvm));
    }
    return jvms;
  }

  private static void audit(Stage stage, JobOptions options) throws Exception {
    JobAudit.awaitCaughtUp(options, Stage.LIMIT);
    assertThat(stage.audit(options).examples()).isEmpty();
  }
}
