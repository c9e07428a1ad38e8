package io.intereststream.deploy.e2e.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTest {
  @TempDir private Path temporary;

  private Path write(String name) throws IOException {
    Path file = temporary.resolve("root").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "# " + name + "\n");
  }

  private Repository repository() throws IOException {
    return new Repository(temporary.resolve("root").toRealPath());
  }

  @Test
  void documentsAreFoundInAllFoldersButThoseThatAreNotCommitted() throws IOException {
    write("README.md");
    write("docs/a/b.md");
    write("docs/a/b.txt");
    write("target/c.md");
    write("module/target/classes/d.md");
    write("page/node_modules/e/README.md");
    write(".git/f.md");
    assertThat(repository().documents().values())
        .extracting(MarkdownDocument::path)
        .containsExactly("README.md", "docs/a/b.md");
  }

  @Test
  void aCopyHasTheFilesAndLinksToWhatWasBuilt() throws IOException {
    Files.setPosixFilePermissions(write("command"), PosixFilePermissions.fromString("rwxr-xr-x"));
    write("pom.xml");
    write("target/left.txt");
    write(".git/HEAD");
    write("deploy/cli/pom.xml");
    write("deploy/cli/src/A.java");
    write("deploy/cli/target/lib/a.jar");
    Path copy = temporary.resolve("copy");
    List<Path> links = repository().copyTo(copy);

    assertThat(copy.resolve("command")).isExecutable();
    assertThat(copy.resolve("deploy/cli/src/A.java")).hasContent("# deploy/cli/src/A.java");
    assertThat(links).containsExactly(copy.resolve("deploy/cli/target"));
    assertThat(links.get(0)).isSymbolicLink();
    assertThat(copy.resolve("deploy/cli/target/lib/a.jar")).exists();
    assertThat(copy.resolve("target")).doesNotExist();
    assertThat(copy.resolve(".git")).doesNotExist();
  }

  @Test
  void theOwnRepositoryHasThisTest() throws IOException {
    String source = RepositoryTest.class.getName().replace('.', '/') + ".java";
    assertThat(Repository.own().root().resolve("deploy/e2e/src/test/java").resolve(source))
        .exists();
  }
}
