package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.model.registry.RegistryAddress;
import io.intereststream.model.registry.RegistryLayout;
import io.intereststream.model.release.FileFault;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.ReleaseName;
import io.intereststream.schema.ModelRelease;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
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
   * The release that the alias names now, with epoch 0.
   *
   * @throws InterestStreamException naming the file, what was found and what was expected
   */
  public ModelRelease resolve() {
    Path aliasFile = aliasFile();
    return named(aliasFile, read(aliasFile, MAX_ALIAS_BYTES));
  }

  /**
   * The release that the alias names now, with epoch 0; empty if there is no such alias.
   *
   * @throws InterestStreamException if the alias cannot be read or does not name a release
   */
  public Optional<ModelRelease> resolveIfPresent() {
    Path aliasFile = aliasFile();
    byte[] text;
    try {
      text = bytes(aliasFile, MAX_ALIAS_BYTES);
    } catch (IOException e) {
      if (FileFault.isMissing(e)) {
        return Optional.empty();
      }
      throw unreadable(aliasFile, e);
    }
    return Optional.of(named(aliasFile, text));
  }

  /**
   * Returns the address of a version in the registry, whether it exists or not.
   *
   * @throws InterestStreamException if the version is not a plain name
   */
  public String location(String version) {
    return location("version", version).toString();
  }

  private ModelRelease named(Path aliasFile, byte[] text) {
    String version = new String(text, StandardCharsets.UTF_8).strip();
    Path location = location(aliasFile + ": version", version);
    return ModelRelease.newBuilder()
        .setVersion(version)
        .setLocation(location.toString())
        .setManifestSha256(
            sha256(read(new Path(location, ReleaseFiles.MANIFEST), MAX_MANIFEST_BYTES)))
        .setEpoch(0)
        .build();
  }

  private Path aliasFile() {
    try {
      return new Path(root(), RegistryLayout.relativeAlias(alias));
    } catch (ReleaseException e) {
      throw InterestStreamException.usage(e.getMessage());
    }
  }

  private Path location(String what, String version) {
    try {
      ReleaseName.check(what, version);
      return new Path(root(), RegistryLayout.relativeRelease(version));
    } catch (ReleaseException e) {
      throw InterestStreamException.environment(e.getMessage(), e);
    }
  }

  /**
   * The registry's folder. Local paths are decoded here, because Flink's path does not decode %20.
   */
  private Path root() {
    Path path = new Path(registry);
    return new RegistryAddress(registry)
        .localFolder()
        .map(folder -> new Path(path.toUri().getScheme(), null, folder.toString()))
        .orElse(path);
  }

  private static byte[] read(Path file, int limit) {
    try {
      return bytes(file, limit);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Reads all bytes of a file, which must not be larger than {@code limit}. */
  private static byte[] bytes(Path file, int limit) throws IOException {
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw InterestStreamException.environment(
            file + ": more than " + limit + " bytes (expected: at most that)", null);
      }
      return bytes;
    }
  }

  /** Opens local files without Flink, which reports "not found" if permission is denied. */
  private static InputStream open(Path file) throws IOException {
    FileSystem files = file.getFileSystem();
    return files instanceof LocalFileSystem
        ? Files.newInputStream(java.nio.file.Path.of(file.getPath()))
        : files.open(file);
  }

  private static InterestStreamException unreadable(Path file, IOException e) {
    return InterestStreamException.environment(
        FileFault.isMissing(e)
            ? "%s: missing (expected: a file; check that %s is a model registry)"
                .formatted(file, ReleaseOptions.REGISTRY.key())
            : "%s: cannot be read: %s (expected: readable by %s)"
                .formatted(file, IoFault.reason(e), System.getProperty("user.name")),
        e);
  }

  /** SHA-256 in lower-case hexadecimal. */
  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("SHA-256 is missing", e);
    }
  }
}
