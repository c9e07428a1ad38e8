package io.intereststream.deploy.bench.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.deploy.local.TemporaryFolder;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadCpuTest {
  @TempDir private Path process;
  private Path tasks;
  private ThreadCpu cpu;

  @BeforeEach
  void create() throws IOException {
    tasks = Files.createDirectory(process.resolve("task"));
    cpu = new ThreadCpu(process);
    process(0, 0);
  }

  /** The time of the whole process, in hundredths of a second. */
  private void process(long user, long system) throws IOException {
    Files.writeString(
        process.resolve("stat"),
        "7 (a (b) c) S 1 7 7 0 -1 4194304 9 0 0 0 %d %d 0 0 20 0 1\n".formatted(user, system));
  }

  private void thread(int id, String name, long cpuNs, long waitNs) throws IOException {
    Path thread = Files.createDirectories(tasks.resolve(String.valueOf(id)));
    Files.writeString(thread.resolve("comm"), name + "\n");
    Files.writeString(thread.resolve("schedstat"), cpuNs + " " + waitNs + " 5\n");
  }

  @Test
  void threadsOfOneNameCountTogether() throws IOException {
    thread(1, "GC Thread#0", 10, 1);
    thread(2, "GC Thread#0", 20, 2);
    thread(3, "other", 5, 0);
    CpuTimes times = cpu.sample();
    assertThat(times.of("GC Thread#0")).isEqualTo(new Spent(30, 3));
    assertThat(times.of("other")).isEqualTo(new Spent(5, 0));
    assertThat(times.of("none")).isEqualTo(Spent.NOTHING);
  }

  @Test
  void aThreadThatEndedKeepsWhatItHadSpent() throws IOException {
    thread(1, "task", 10, 1);
    CpuTimes before = cpu.sample();
    TemporaryFolder.delete(tasks.resolve("1"));
    thread(2, "task", 4, 2);
    CpuTimes after = cpu.sample();
    assertThat(after.of("task")).isEqualTo(new Spent(14, 3));
    assertThat(after.since(before).of("task")).isEqualTo(new Spent(4, 2));
  }

  @Test
  void whatEndedThreadsSpentAfterTheLastSampleIsKnownFromTheProcess() throws IOException {
    thread(1, "rocksdb:low", 300_000_000, 0);
    process(20, 10);
    assertThat(cpu.sample().of(ThreadCpu.ENDED)).isEqualTo(Spent.NOTHING);
    TemporaryFolder.delete(tasks.resolve("1"));
    process(30, 15);
    CpuTimes times = cpu.sample();
    assertThat(times.of(ThreadCpu.ENDED)).isEqualTo(new Spent(150_000_000, 0));
    assertThat(times.of(CpuGroup.OTHER)).isEqualTo(new Spent(150_000_000, 0));
    assertThat(cpu.sample().of(ThreadCpu.ENDED)).isEqualTo(new Spent(150_000_000, 0));
  }

  @Test
  void aNewThreadWithTheIdOfAnEndedOneCountsFromItsStart() throws IOException {
    thread(1, "task", 100, 10);
    cpu.sample();
    thread(1, "task", 7, 3);
    assertThat(cpu.sample().of("task")).isEqualTo(new Spent(107, 13));
  }

  @Test
  void whatAThreadSpendsAfterItWasRenamedCountsUnderItsNewName() throws IOException {
    thread(1, "interest-update", 100, 10);
    cpu.sample();
    thread(1, "updater 0", 150, 15);
    CpuTimes times = cpu.sample();
    assertThat(times.of("interest-update")).isEqualTo(new Spent(100, 10));
    assertThat(times.of("updater 0")).isEqualTo(new Spent(50, 5));
    assertThat(times.of(CpuGroup.UPDATER)).isEqualTo(new Spent(150, 15));
  }

  @Test
  void aThreadThatEndsWhileItIsReadIsSkipped() throws IOException {
    Files.createDirectory(tasks.resolve("1"));
    thread(2, "task", 4, 2);
    assertThat(cpu.sample().of("task")).isEqualTo(new Spent(4, 2));
  }

  @Test
  void aProcessThatDoesNotExistIsAnErrorOfTheEnvironment() {
    ThreadCpu none = new ThreadCpu(process.resolve("none"));
    assertThatThrownBy(none::sample)
        .isInstanceOfSatisfying(
            InterestStreamException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.ENVIRONMENT))
        .hasMessageContaining("expected: a running process");
  }

  @Test
  void theThreadsOfThisProcessAreSampled() {
    ThreadCpu own = new ThreadCpu(ProcessHandle.current().pid());
    CpuTimes before = own.sample();
    long end = System.nanoTime() + 20_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    CpuTimes spent = own.sample().since(before);
    assertThat(spent.withoutJit().cpuNs()).isGreaterThan(1_000_000);
  }
}
