package io.intereststream.job.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.TestRegistry;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AliasResolverTest {

  @TempDir Path folder;

  @Test
  void aRegistryWithABlankInItsPathIsFoundHoweverItIsWritten() throws Exception {
    Path registry = folder.resolve("my registry");
    new TestRegistry(registry).publish("first", 10, 5).close();
    for (String address :
        new String[] {
          registry.toString(), "file:" + registry, "file://" + registry, registry.toUri().toString()
        }) {
      ModelRelease found = new AliasResolver(address, "production").resolve();
      assertThat(found.getVersion()).isEqualTo("first");
      assertThat(found.getLocation()).endsWith("my registry/releases/first");
      ReleaseLoader loader =
          new ReleaseLoader(EncoderProvider.serving(), ItemTables.PRECOMPUTED, Throttle.NONE);
      assertThat(loader.acquire(found).get().release().version()).isEqualTo("first");
      loader.release(found);
    }
  }

  @Test
  void whatIsNotThereIsNamed() throws Exception {
    AliasResolver resolver = new AliasResolver(folder.toString(), "production");
    assertThatThrownBy(resolver::resolve)
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining(folder.resolve("aliases/production").toString());
    assertThat(resolver.resolveIfPresent()).isEmpty();

    Files.createDirectories(folder.resolve("aliases"));
    Files.writeString(folder.resolve("aliases/production"), "../up\n");
    assertThatThrownBy(resolver::resolve)
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("aliases/production: version: '../up'");
  }

  @Test
  void anAliasThatIsNoNameIsRejected() {
    assertThatThrownBy(() -> new AliasResolver(folder.toString(), "../x").resolve())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("alias: '../x'");
  }
}
