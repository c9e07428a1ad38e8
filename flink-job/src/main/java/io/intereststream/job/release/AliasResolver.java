package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.model.registry.RegistryAddress;
import io.intereststream.model.registry.RegistryLayout;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.ReleaseName;
import io.intereststream.schema.ModelRelease;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * Finds the release that an alias of the model registry names, through Flink's file systems: {@code
 * <registry>/aliases/<alias>} holds a version, {@code <registry>/releases/<version>} the release.
 */
public final class AliasResolver implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAX_ALIAS_BYTES = 256;
  private static final int MAX_MANIFEST_BYTES = 1 << 20;

  private final String registry;
  private final String alias;

  /**
   * @param registry address of the registry's folder
   * @param alias name below {@code aliases/}
   */
  public AliasResolver(String registry, String alias) {
    this.registry = registry;
    this.alias = alias;
  }

  /**
   * The release that the alias names now, with the first epoch, 1.
   *
   * @throws InterestStreamException naming the file, what was found and what was expected
   */
  public ModelRelease resolve() {
    Path aliasFile = aliasFile();
    String version = new String(read(aliasFile, MAX_ALIAS_BYTES), StandardCharsets.UTF_8).strip();
    Path location = location(aliasFile, version);
    return ModelRelease.newBuilder()
        .setVersion(version)
        .setLocation(location.toString())
        .setManifestSha256(
            sha256(read(new Path(location, ReleaseFiles.MANIFEST), MAX_MANIFEST_BYTES)))
        .setEpoch(1)
        .build();
  }

  /**
   * The release that the alias names now; empty if there is no such alias.
   *
   * @throws InterestStreamException if there is, and it names no release
   */
  public Optional<ModelRelease> resolveIfPresent() {
    Path aliasFile = aliasFile();
    try {
      return aliasFile.getFileSystem().exists(aliasFile)
          ? Optional.of(resolve())
          : Optional.empty();
    } catch (IOException e) {
      throw InterestStreamException.environment(aliasFile + ": " + e, e);
    }
  }

  private Path aliasFile() {
    try {
      return new Path(root(), RegistryLayout.relativeAlias(alias));
    } catch (ReleaseException e) {
      throw InterestStreamException.usage(e.getMessage());
    }
  }

  private Path location(Path aliasFile, String version) {
    try {
      ReleaseName.check(aliasFile + ": version", version);
      return new Path(root(), RegistryLayout.relativeRelease(version));
    } catch (ReleaseException e) {
      throw InterestStreamException.environment(e.getMessage(), e);
    }
  }

  /** The registry's folder; Flink's path does not decode %20. */
  private Path root() {
    Path path = new Path(registry);
    return new RegistryAddress(registry)
        .localFolder()
        .map(folder -> new Path(path.toUri().getScheme(), null, folder.toString()))
        .orElse(path);
  }

  /** All bytes of a file that must not be larger than {@code limit}. */
  private static byte[] read(Path file, int limit) {
    try (FSDataInputStream in = file.getFileSystem().open(file)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw InterestStreamException.environment(
            file + ": more than " + limit + " bytes (expected: at most that)", null);
      }
      return bytes;
    } catch (FileNotFoundException e) {
      throw InterestStreamException.environment(file + ": " + fault(file, e), e);
    } catch (IOException e) {
      throw InterestStreamException.environment(file + ": " + e, e);
    }
  }

  /** File systems report "not found" also for a folder and where permission is denied. */
  private static String fault(Path file, FileNotFoundException reported) {
    try {
      FileSystem files = file.getFileSystem();
      if (!files.exists(file)) {
        if (files instanceof LocalFileSystem) {
          Files.newInputStream(java.nio.file.Path.of(file.getPath())).close();
        }
        return "missing (expected: a file; is it a registry?)";
      }
    } catch (AccessDeniedException e) {
      return "permission denied (expected: readable by " + System.getProperty("user.name") + ")";
    } catch (NoSuchFileException e) {
      return "missing (expected: a file; is it a registry?)";
    } catch (IOException e) {
      reported.addSuppressed(e);
    }
    return "cannot be read: " + reported.getMessage() + " (expected: a readable file)";
  }

  /** SHA-256 in lower-case hexadecimal. */
  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
