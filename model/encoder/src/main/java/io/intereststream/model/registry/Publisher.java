package io.intereststream.model.registry;

import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.release.FileFault;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.ReleaseManifest;
import io.intereststream.model.release.ReleaseName;
import io.intereststream.model.serving.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Copies releases into a registry, completely or not at all, and moves an alias to a release that
 * passes the comparison. Several publishers may run concurrently and may be killed. Each change is
 * made under the registry's lock, by one rename. To complete an interrupted publication, run the
 * command again.
 *
 * <p>The registry must be on a local or other POSIX file system. Object stores have neither renames
 * nor locks; copy releases there by other means.
 */
public final class Publisher {

  private final ModelRegistry registry;

  /** Creates a publisher. */
  public Publisher(ModelRegistry registry) {
    this.registry = registry;
  }

  /**
   * Checks a release as the job does, copies it into the registry and moves the alias. A release
   * that is already in the registry is not copied, and one that is already active is not compared.
   *
   * @param folder folder of the release; files that its manifest does not list are not copied
   * @throws PublicationRejectedException if the release is broken, if the registry has another
   *     release of this version, or if the comparison fails; the registry is then unchanged
   * @throws ReleaseException if folder or registry cannot be read, written or locked
   */
  public Publication publish(Path folder, PublishRules rules) {
    ReleaseName.check("alias", rules.alias());
    if (!FileFault.isFolder(folder)) {
      throw new ReleaseException(folder + ": missing (expected: the folder of a release)");
    }
    try (Release release = read(folder)) {
      verify(release);
      return place(folder, release, rules);
    }
  }

  /** Publishes a release that has been checked. */
  Publication place(Path folder, Release release, PublishRules rules) {
    Path target = registry.release(release.version());
    List<String> leftOut = unlisted(folder, release.manifest());
    try (RegistryLock lock = registry.lock("publish " + release.version())) {
      registry.deleteStages(lock);
      boolean copy = isMissing(target, release);
      Verdict verdict = judge(release.manifest(), rules);
      if (copy) {
        copy(folder, release, target);
      }
      Optional<AliasMove> move =
          rules.activate()
              ? registry.move(lock, rules.alias(), release.version(), AliasMove.Cause.PUBLISH)
              : Optional.empty();
      return new Publication(
          release.manifest(),
          target,
          copy,
          leftOut,
          verdict.comparison,
          verdict.overridden,
          move.orElse(null));
    }
  }

  private record Verdict(Comparison comparison, String overridden) {}

  private static Release read(Path folder) {
    try {
      return Release.read(folder);
    } catch (ReleaseException e) {
      throw PublicationRejectedException.forGood(e.getMessage(), e);
    }
  }

  private static void verify(Release release) {
    try (ReferenceEncoder encoder = release.reference()) {
      release.probe().check(encoder);
      release.probe().check(release.encoders().get());
    } catch (ReleaseException e) {
      throw PublicationRejectedException.forGood(e.getMessage(), e);
    }
  }

  /** Returns true if the version is absent, false if it is identical; otherwise throws. */
  private static boolean isMissing(Path target, Release release) {
    if (!FileFault.isFolder(target) && !Files.exists(target)) {
      return true;
    }
    String found;
    try (Release existing = readExisting(target)) {
      found = existing.manifestSha256();
    }
    if (!found.equals(release.manifestSha256())) {
      throw PublicationRejectedException.forGood(
          "%s: exists with other content: SHA-256 of %s %s (expected: %s; a release never changes: give the new one another version)"
              .formatted(target, ReleaseFiles.MANIFEST, found, release.manifestSha256()),
          null);
    }
    return false;
  }

  /** Reads the existing release with all checks, because it is about to be activated. */
  private static Release readExisting(Path target) {
    try {
      return Release.read(target);
    } catch (ReleaseException e) {
      throw new ReleaseException(
          "%s: exists already and is broken; move it away and publish again: %s"
              .formatted(target, e.getMessage()),
          e);
    }
  }

  private Verdict judge(ReleaseManifest candidate, PublishRules rules) {
    try {
      return new Verdict(rules.activate() ? compare(candidate, rules) : null, null);
    } catch (PublicationRejectedException e) {
      if (!rules.force()) {
        throw e;
      }
      return new Verdict(null, e.getMessage());
    }
  }

  private Comparison compare(ReleaseManifest candidate, PublishRules rules) {
    ReleaseManifest active;
    try {
      Optional<String> version = registry.named(rules.alias());
      if (version.isEmpty() || version.get().equals(candidate.version())) {
        return null;
      }
      active = registry.manifest(version.get());
    } catch (ReleaseException e) {
      throw PublicationRejectedException.unlessForced(
          "the active release cannot be compared, repair it or the alias: " + e.getMessage(), e);
    }
    return new ReleaseGate(rules.metric(), rules.margin()).compare(active, candidate);
  }

  private static void copy(Path folder, Release release, Path target) {
    try {
      StagedWrite.place(folder, release, target);
    } catch (IOException e) {
      throw FileFault.unwritable(target, e);
    }
  }

  private static List<String> unlisted(Path folder, ReleaseManifest manifest) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(ReleaseFiles.MANIFEST))
          .filter(name -> !manifest.files().containsKey(name))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw FileFault.unreadable(folder, e);
    }
  }
}
