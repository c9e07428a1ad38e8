package io.intereststream.deploy.bench.encoder;

import io.intereststream.job.release.EncoderProvider;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Gives each subtask of the updater an encoder by its role, and names its thread. */
public final class RoleEncoders implements EncoderProvider {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Role> roles;

  /** A path is not serializable. */
  private final String release;

  /**
   * @param release folder of the release, for libtorch
   * @param roles the role of each subtask
   */
  public RoleEncoders(Path release, Role... roles) {
    this.release = release.toString();
    this.roles = new ArrayList<>(List.of(roles));
  }

  @Override
  public Supplier<Encoder> prepare(Release loaded, ItemTables items) {
    Supplier<Encoder> real = loaded.encoders(items);
    // One for all subtasks, as it keeps nothing from call to call.
    Encoder libtorch =
        roles.contains(Role.LIBTORCH)
            ? new LibtorchEncoder(Path.of(release), loaded.items(), loaded.window())
            : null;
    return () -> {
      // The loader also makes an encoder, for the probe check.
      Role role =
          Subtask.ofThisThread().map(subtask -> roles.get(subtask.index())).orElse(Role.JOB);
      return switch (role) {
        case JOB -> real.get();
        case STORED ->
            new StoredVectorEncoder(
                (IncrementalEncoder) real.get(), loaded.interests(), loaded.dimension());
        case LIBTORCH -> libtorch;
      };
    };
  }
}
