package io.intereststream.deploy.bench.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SubtaskTest {
  @Test
  void theThreadOfATaskNamesItsSubtask() {
    assertThat(Subtask.of("interest-updater -> interest-updates: Writer (2/4)#3"))
        .contains(new Subtask(1));
    assertThat(Subtask.of("release-loader")).isEmpty();
    assertThat(Subtask.of("Source Data Fetcher for (1/2)#0 a")).isEmpty();
  }

  @Test
  void theThreadGetsANativeNameOfItsOwn() throws Exception {
    CompletableFuture<String> comm = new CompletableFuture<>();
    Thread task =
        new Thread(
            () -> {
              try {
                assertThat(Subtask.ofThisThread()).contains(new Subtask(1));
                comm.complete(Files.readString(Path.of("/proc/thread-self/comm")).strip());
              } catch (Throwable e) {
                comm.completeExceptionally(e);
              }
            },
            "interest-updater -> writer (2/2)#0");
    task.start();
    assertThat(comm.get(20, TimeUnit.SECONDS)).isEqualTo(new Subtask(1).nativeName());
  }

  @Test
  void anotherThreadKeepsItsName() throws Exception {
    String before = Files.readString(Path.of("/proc/thread-self/comm"));
    assertThat(Subtask.ofThisThread()).isEqualTo(Optional.empty());
    assertThat(Files.readString(Path.of("/proc/thread-self/comm"))).isEqualTo(before);
  }
}
