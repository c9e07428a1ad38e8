package io.intereststream.job.config;

import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.registry.RegistryAddress;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The values of {@link ReleaseOptions}.
 *
 * @param registry address of the registry's folder
 * @param alias alias of the active release
 * @param pollInterval time between two polls of the alias
 * @param leadTime time between the validation of a release and its activation
 * @param reembedSeenWithin viewers with a change within this time are re-embedded first; zero for
 *     none
 * @param reembedWithin time over which the re-embedding of these viewers is spread
 * @param reembedOthersWithin time over which the re-embedding of all others is spread; zero for
 *     none
 * @param itemTables whether the values that depend only on an item are computed in advance or at
 *     each event
 */
public record ReleaseSettings(
    String registry,
    String alias,
    Duration pollInterval,
    Duration leadTime,
    Duration reembedSeenWithin,
    Duration reembedWithin,
    Duration reembedOthersWithin,
    ItemTables itemTables)
    implements Serializable {

  static ReleaseSettings from(OptionChecks checks) {
    return new ReleaseSettings(
        checks.required(ReleaseOptions.REGISTRY),
        checks.required(ReleaseOptions.ALIAS),
        checks.positive(ReleaseOptions.POLL_INTERVAL),
        checks.zeroOrMore(ReleaseOptions.LEAD_TIME),
        checks.zeroOrMore(ReleaseOptions.REEMBED_SEEN_WITHIN),
        checks.zeroOrMore(ReleaseOptions.REEMBED_WITHIN),
        checks.zeroOrMore(ReleaseOptions.REEMBED_OTHERS_WITHIN),
        checks.get(ReleaseOptions.ITEM_TABLES));
  }

  /** The registry's folder; empty if it is not on a local file system. */
  public Optional<Path> localRegistry() {
    return new RegistryAddress(registry).localFolder();
  }
}
