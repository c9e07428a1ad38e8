package io.intereststream.deploy.e2e.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockRunnerTest {
  @TempDir private Path folder;
  @TempDir private Path temporary;
  private BlockRunner runner;

  @BeforeEach
  void open() {
    runner = new BlockRunner(folder, temporary, Duration.ofMinutes(1));
  }

  @Test
  void aBlockFindsWhatTheOneBeforeLeftInTheFolder() throws Exception {
    assertThat(runner.run("echo one >file\n").ending()).isEmpty();
    BlockRunner.Outcome outcome = runner.run("cat file; echo two >&2; pwd\n");
    assertThat(outcome.ending()).isEmpty();
    assertThat(outcome.output()).isEqualTo("one\ntwo\n" + folder.toRealPath() + "\n");
  }

  @Test
  void aBlockFailsAtItsFirstFailingCommandAndKeepsItsOutput() throws Exception {
    BlockRunner.Outcome outcome = runner.run("echo before\n(exit 3)\necho after\n");
    assertThat(outcome.ending()).isEqualTo("exit code 3");
    assertThat(outcome.output()).isEqualTo("before\n");
  }

  @Test
  void aVariableThatIsNotSetFailsABlock() throws Exception {
    assertThat(runner.run("echo \"$not_set_here\"\n").ending()).startsWith("exit code ");
  }

  @Test
  void aBlockThatDoesNotEndIsEndedAtItsDeadlineWithAllThatItStarted() throws Exception {
    BlockRunner brief = new BlockRunner(folder, temporary, Duration.ofSeconds(1));
    BlockRunner.Outcome outcome = brief.run("sleep 600 & echo $! >pid\nsleep 600\n");
    assertThat(outcome.ending()).isEqualTo("still running after 1 s");
    assertEnds(pid());
  }

  @Test
  void whatABlockLeavesRunningIsEnded() throws Exception {
    assertThat(runner.run("(trap '' HUP TERM; exec sleep 600) & echo $! >pid\n").ending())
        .isEmpty();
    assertEnds(pid());
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readString(folder.resolve("pid")).strip());
  }

  /** A process that ended, and that nobody has asked for its exit code, has no command. */
  private static void assertEnds(long pid) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ProcessHandle.of(pid).flatMap(process -> process.info().command()).isEmpty());
  }

  @Test
  void whoeverRunsTheTestsDecidesNothingAboutTheCommand() throws Exception {
    assertThat(runner.run("echo \"$INTEREST_STREAM_BUILD ${INTEREST_STREAM_LOG-none}\"\n").output())
        .isEqualTo("never none\n");
  }
}
