package io.intereststream.deploy.e2e.documents;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A work tree of this repository: its files, without build outputs, ignored files and {@code .git}.
 *
 * @param root its top folder, absolute and without links
 */
record Repository(Path root) {
  /** Set in the pom: the top folder of the work tree that is tested. */
  private static final String ROOT_PROPERTY = "interest.root";

  private static final String BUILT = "target";

  /** Folders that are no part of it, wherever they are. */
  private static final Set<String> LEFT_OUT =
      Set.of(BUILT, ".git", ".idea", "node_modules", "demo-output", "interest-stream-state");

  /** The repository that this test is part of. */
  static Repository own() throws IOException {
    return new Repository(Path.of(System.getProperty(ROOT_PROPERTY)).toRealPath());
  }

  /** Whether a path leads to what is committed: not out of the work tree, not to what was built. */
  boolean holds(Path path) {
    return path.startsWith(root)
        && StreamSupport.stream(root.relativize(path).spliterator(), false)
            .noneMatch(name -> LEFT_OUT.contains(name.toString()));
  }

  /** The path from the root, with {@code /}. */
  String name(Path file) {
    return StreamSupport.stream(root.relativize(file).spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }

  /** All Markdown documents, by path. */
  SortedMap<Path, MarkdownDocument> documents() throws IOException {
    SortedMap<Path, MarkdownDocument> documents = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return holds(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".md")) {
              documents.put(file, MarkdownDocument.parse(name(file), Files.readString(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return documents;
  }

  /**
   * Copies the work tree; what the modules built is linked, so that nothing is built again.
   *
   * @return the links
   */
  List<Path> copyTo(Path copy) throws IOException {
    List<Path> links = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path into = copy.resolve(root.relativize(folder));
            if (holds(folder)) {
              Files.createDirectories(into);
              return FileVisitResult.CONTINUE;
            }
            if (isBuiltByAModule(folder)) {
              links.add(Files.createSymbolicLink(into, folder));
            }
            return FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file, copy.resolve(root.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
    return links;
  }

  /** The root's own {@code target} is none: it is free for what a block writes. */
  private boolean isBuiltByAModule(Path folder) {
    Path module = folder.getParent();
    return folder.endsWith(BUILT)
        && !module.equals(root)
        && Files.exists(module.resolve("pom.xml"));
  }
}
