package io.intereststream.model.release;

import java.util.List;

/** Names of the files of a release. */
public final class ReleaseFiles {

  /** The folder of a registry that holds its releases, each in a folder named after its version. */
  public static final String RELEASES = "releases";

  /** The manifest; written last, so that a folder without it is not a release. */
  public static final String MANIFEST = "release.json";

  /** The tensors. */
  public static final String WEIGHTS = "weights.safetensors";

  /** The item ids, one a line, by row. */
  public static final String ITEMS = "items.txt";

  /** Histories with the vectors that every encoder must reproduce. */
  public static final String PROBE = "probe.safetensors";

  /** The files that every manifest lists: all files of a release except the manifest. */
  public static final List<String> LISTED = List.of(WEIGHTS, ITEMS, PROBE);

  private ReleaseFiles() {}
}
