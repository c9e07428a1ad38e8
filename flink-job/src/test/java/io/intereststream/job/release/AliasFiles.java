package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The part of a model registry to which aliases lead: alias files and manifests with arbitrary
 * content.
 */
final class AliasFiles {
  private final Path root;

  AliasFiles(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(root.resolve("aliases"));
  }

  AliasResolver resolver(String alias) {
    return new AliasResolver(root.toString(), alias);
  }

  Path alias(String alias) {
    return root.resolve("aliases").resolve(alias);
  }

  Path release(String version) {
    return root.resolve("releases").resolve(version);
  }

  Path manifest(String version) {
    return release(version).resolve("release.json");
  }

  /** Writes a release's manifest, in one step. */
  void publish(String version, String manifest) throws IOException {
    Files.createDirectories(release(version));
    replace(manifest(version), manifest);
  }

  /** Writes a release whose manifest is its version. */
  void publish(String version) throws IOException {
    publish(version, version);
  }

  /** Points an alias at a version, in one step. */
  void point(String alias, String version) throws IOException {
    replace(alias(alias), version + "\n");
  }

  void remove(String alias) throws IOException {
    Files.delete(alias(alias));
  }

  private void replace(Path file, String text) throws IOException {
    Path written = Files.writeString(root.resolve("written"), text);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The announcement of a release whose manifest is its version. */
  ModelRelease announced(String version, long epoch) throws Exception {
    return ModelRelease.newBuilder()
        .setVersion(version)
        .setLocation(release(version).toString())
        .setManifestSha256(sha256(version))
        .setEpoch(epoch)
        .build();
  }

  static String sha256(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** An announcement in a few words: {@code production v1 1}, {@code candidate none} …. */
  static String text(Announcement announcement) {
    String alias = announcement.candidate ? "candidate " : "production ";
    if (announcement.fault != null) {
      return alias + "fault: " + announcement.fault;
    }
    ModelRelease release = announcement.release;
    return alias + (release == null ? "none" : release.getVersion() + " " + release.getEpoch());
  }
}
