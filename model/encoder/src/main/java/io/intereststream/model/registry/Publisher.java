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
 * Puts releases into a registry, complete or not at all, and moves an alias to those that are good
 * enough. Any number of publishers may run at once, and be killed: what they do to the registry is
 * done under its lock, each step of it by one rename, and a second run completes the first.
 *
 * <p>The registry is a folder of a local or other POSIX file system; in an object store there are
 * no renames and no locks, and releases get there by other means.
 */
public final class Publisher {

  private final ModelRegistry registry;

  /** Creates a publisher. */
  public Publisher(ModelRegistry registry) {
    this.registry = registry;
  }

  /**
   * Checks a release as the job does, copies it into the registry and moves the alias. A release
   * that the registry has already is not copied, and one that is active is not compared.
   *
   * @param folder of the release; what its manifest does not list stays behind
   * @throws PublicationRejectedException if the release is broken, the registry has another of its
   *     version, or it may not be activated under the rules; then nothing has changed
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

  /** Does what is left when the release has been checked. */
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

  /** Tells a version that is not there from the same release; anything else is refused. */
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
          "%s: exists with other content: SHA-256 of %s %s (expected: %s; releases never change: give the new one a version of its own)"
              .formatted(target, ReleaseFiles.MANIFEST, found, release.manifestSha256()),
          null);
    }
    return false;
  }

  /** Reads with every check: it is about to be activated. */
  private static Release readExisting(Path target) {
    try {
      return Release.read(target);
    } catch (ReleaseException e) {
      throw new ReleaseException(
          target
              + ": exists and is broken: "
              + e.getMessage()
              + " (expected: nothing or the same release; move it away)",
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
          e.getMessage() + ": no active release to compare with", e);
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
