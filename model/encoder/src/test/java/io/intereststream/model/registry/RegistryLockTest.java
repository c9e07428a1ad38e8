package io.intereststream.model.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.release.ReleaseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryLockTest {

  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path root;

  @Test
  void aWaiterThatTimesOutIsToldWhoHoldsTheLock() throws Exception {
    try (RegistryLock lock = RegistryLock.take(new RegistryLayout(root), SHORT, "publish v1")) {
      assertThat(lock).isNotNull();
      assertThat(root.resolve(".lock"))
          .content()
          .contains("pid " + ProcessHandle.current().pid(), "since 2", "publish v1");
      assertThatThrownBy(() -> RegistryLock.take(new RegistryLayout(root), SHORT, "publish v2"))
          .isInstanceOf(ReleaseException.class)
          .hasMessageContainingAll(
              ".lock: held by " + System.getProperty("user.name") + "@",
              "pid " + ProcessHandle.current().pid() + " since 2",
              ": publish v1; not free within 0.1 s (expected: that program to end;");
    }
    RegistryLock.take(new RegistryLayout(root), SHORT, "publish v2").close();
  }

  @Test
  void aWaiterGetsTheLockWhenItIsFree() throws Exception {
    CompletableFuture<RegistryLock> second;
    try (RegistryLock first = RegistryLock.take(new RegistryLayout(root), SHORT, "first")) {
      assertThat(first).isNotNull();
      second = CompletableFuture.supplyAsync(this::takeLong);
      assertThatThrownBy(() -> second.get(50, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
    }
    second.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void aRegistryBehindALinkHasTheSameLock() throws Exception {
    Path registry = Files.createDirectory(root.resolve("registry"));
    Path link = Files.createSymbolicLink(root.resolve("link"), registry);
    try (RegistryLock lock = RegistryLock.take(new RegistryLayout(link), SHORT, "first")) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> RegistryLock.take(new RegistryLayout(registry), SHORT, "second"))
          .hasMessageContaining(": first;");
    }
  }

  @Test
  void anotherRegistryHasAnotherLock() throws Exception {
    try (RegistryLock one = RegistryLock.take(new RegistryLayout(root.resolve("a")), SHORT, "one");
        RegistryLock two = RegistryLock.take(new RegistryLayout(root.resolve("b")), SHORT, "two")) {
      assertThat(one).isNotSameAs(two);
    }
  }

  @Test
  void aLockOfAnotherProgramIsRespectedAndEndsWithIt() throws Exception {
    Process holder = RegistryProgram.start("hold", root, List.of());
    try {
      assertThatThrownBy(() -> RegistryLock.take(new RegistryLayout(root), SHORT, "publish v2"))
          .isInstanceOf(ReleaseException.class)
          .hasMessageContainingAll("pid " + holder.pid() + " since 2", ": hold it;");
      // Timing out must not release the other's lock.
      assertThatThrownBy(
              () -> RegistryLock.take(new RegistryLayout(root), Duration.ZERO, "publish v2"))
          .hasMessageContaining("pid " + holder.pid());
    } finally {
      assertThat(holder.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    RegistryLock.take(new RegistryLayout(root), LONG, "publish v2").close();
  }

  @Test
  void aThreadThatTimesOutDoesNotReleaseTheLockOfItsProcess() throws Exception {
    try (RegistryLock lock = RegistryLock.take(new RegistryLayout(root), SHORT, "first")) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> RegistryLock.take(new RegistryLayout(root), SHORT, "second"))
          .isInstanceOf(ReleaseException.class);
      assertThatThrownBy(() -> RegistryProgram.start("hold-now", root, List.of()))
          .hasMessageContaining("hold-now: '" + root.resolve(".lock") + ": held by ")
          .hasMessageContaining("pid " + ProcessHandle.current().pid() + " since 2");
    }
  }

  @Test
  void aThreadThatIsInterruptedGivesUp() throws Exception {
    try (RegistryLock lock = RegistryLock.take(new RegistryLayout(root), SHORT, "first")) {
      assertThat(lock).isNotNull();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> RegistryLock.take(new RegistryLayout(root), LONG, "second"))
          .hasMessageContaining("interrupted while waiting");
      assertThat(Thread.interrupted()).isTrue();
    }
    RegistryLock.take(new RegistryLayout(root), SHORT, "third").close();
  }

  @Test
  void aFileThatCannotBeLockedIsReported() throws Exception {
    Files.createDirectory(root.resolve(".lock"));
    assertThatThrownBy(() -> RegistryLock.take(new RegistryLayout(root), SHORT, "x"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(".lock: cannot be locked: ");
    Files.delete(root.resolve(".lock"));
    RegistryLock.take(new RegistryLayout(root), SHORT, "y").close();
  }

  private RegistryLock takeLong() {
    try {
      return RegistryLock.take(new RegistryLayout(root), LONG, "second");
    } catch (ReleaseException e) {
      throw new AssertionError(e);
    }
  }
}
