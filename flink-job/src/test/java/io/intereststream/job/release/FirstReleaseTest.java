package io.intereststream.job.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.job.TestRegistry;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.MissingLibraryException;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which release a restored subtask starts with. */
@Timeout(60)
class FirstReleaseTest {
  @TempDir private Path folder;
  private final MemoryLog log = new MemoryLog();
  private final List<Duration> pauses = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private TestRegistry registry;
  private ReleaseLoader loader;
  private ModelRelease first;

  @BeforeEach
  void publish() throws Exception {
    registry = new TestRegistry(folder.resolve("registry"));
    registry.publish("first", 40, 100).close();
    first = registry.announce(1);
    loader = loader(EncoderProvider.serving());
  }

  private ReleaseLoader loader(EncoderProvider encoders) {
    return new ReleaseLoader(
        encoders, ItemTables.PRECOMPUTED, Throttle.NONE, List.of(folder.resolve("copies")));
  }

  private FirstRelease.Found load(ModelRelease wanted) throws Exception {
    AliasResolver today = new AliasResolver(registry.root().toString(), "production");
    FirstRelease.Found found =
        new FirstRelease(
                loader,
                today::location,
                log,
                pause -> {
                  pauses.add(pause);
                  meanwhile.run();
                })
            .load(wanted);
    loader.release(found.announcement());
    return found;
  }

  private static ModelRelease at(ModelRelease release, String location, long epoch) {
    return ModelRelease.newBuilder(release).setLocation(location).setEpoch(epoch).build();
  }

  private void delete(String version) throws Exception {
    Path release = registry.root().resolve("releases").resolve(version);
    for (String file :
        List.of("release.json", "weights.safetensors", "items.txt", "probe.safetensors")) {
      Files.delete(release.resolve(file));
    }
    Files.delete(release);
  }

  @Test
  void itIsLookedUpByVersionAndHashInTodaysRegistry() throws Exception {
    ModelRelease moved = at(first, "/an/address/of/before/releases/first", 4);
    FirstRelease.Found found = load(moved);
    assertThat(found.announcement()).isEqualTo(moved);
    assertThat(found.loaded().release().version()).isEqualTo("first");
    assertThat(found.reason()).isNull();
    assertThat(pauses).isEmpty();
  }

  @Test
  void whereTodaysRegistryDoesNotHaveItTheOldPlaceMay() throws Exception {
    TestRegistry other = new TestRegistry(folder.resolve("other"));
    other.publish("second", 45, 100).close();
    assertThat(load(other.announce(3)).loaded().release().version()).isEqualTo("second");
    assertThat(pauses).isEmpty();
  }

  @Test
  void whereItIsGoneTheNewestThatWasAnnouncedSinceIsActiveAndTheReasonIsKept() throws Exception {
    registry.publish("second", 45, 100).close();
    log.append(at(registry.announce(2), "", 2));
    registry.publish("third", 45, 100).close();
    delete("first");
    // The release source announces at the same time as the subtasks start.
    meanwhile =
        () -> {
          try {
            log.append(at(registry.announce(3), "", 3));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    delete("second");
    FirstRelease.Found found = load(first);
    assertThat(found.announcement().getVersion()).isEqualTo("third");
    assertThat(found.announcement().getEpoch()).isEqualTo(3);
    assertThat(found.wanted()).isEqualTo(first);
    assertThat(found.reason()).contains("releases/first/release.json: missing");
    assertThat(pauses).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void aReleaseOfThatVersionWithAnotherHashIsAnother() throws Exception {
    ModelRelease other =
        ModelRelease.newBuilder(first).setManifestSha256("0".repeat(64)).setEpoch(1).build();
    log.append(at(first, "", 2));
    FirstRelease.Found found = load(other);
    assertThat(found.announcement().getEpoch()).isEqualTo(2);
    assertThat(found.reason()).contains("as announced; a release must never change");
  }

  @Test
  void anAnnouncementFromBeforeTheCheckpointIsNoSubstitute() throws Exception {
    registry.publish("second", 45, 100).close();
    log.append(at(registry.announce(2), "", 2));
    ModelRelease gone = ModelRelease.newBuilder(first).setVersion("gone").setEpoch(2).build();
    assertThatThrownBy(() -> load(gone))
        .isInstanceOfSatisfying(
            InterestStreamException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.ENVIRONMENT))
        .hasMessageContainingAll(
            "release gone, epoch 2: ",
            "releases/gone/release.json: missing",
            "no other release has been announced since then",
            "in the registry, or an alias that names another usable release");
    assertThat(pauses).hasSize(6).isSorted();
    assertThat(pauses.stream().mapToLong(Duration::toSeconds).sum()).isEqualTo(63);
  }

  @Test
  void aLogThatCannotBeReadIsTriedAgain() throws Exception {
    delete("first");
    registry.publish("second", 45, 100).close();
    log.append(at(registry.announce(2), "", 2));
    log.breakDown(true);
    meanwhile = () -> log.breakDown(pauses.size() < 2);
    assertThat(load(first).announcement().getVersion()).isEqualTo("second");
    assertThat(pauses).hasSize(2);
  }

  @Test
  void aMissingLibraryIsNotTakenForAMissingRelease() {
    loader =
        loader(
            (release, items) -> {
              throw new NoClassDefFoundError("org/nd4j/linalg/factory/Nd4j");
            });
    assertThatThrownBy(() -> load(first))
        .isInstanceOf(MissingLibraryException.class)
        .hasMessageContaining("a class cannot be loaded: ")
        .hasMessageContaining("org/nd4j/linalg/factory/Nd4j")
        .hasMessageNotContaining("registry");
    assertThat(pauses).isEmpty();
  }

  @Test
  void ofACheckpointTheNewestReleaseCountsAndNotWhatTheAliasNamesAtTheStart() {
    ModelRelease initial = at(first, "", 1_700_000_000_000L);
    assertThat(FirstRelease.newest(initial, List.of())).isSameAs(initial);
    ModelRelease second = at(first, "", 2);
    assertThat(FirstRelease.newest(initial, List.of(first, second, first))).isSameAs(second);
  }
}
