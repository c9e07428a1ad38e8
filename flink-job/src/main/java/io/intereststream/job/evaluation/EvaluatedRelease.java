package io.intereststream.job.evaluation;

import io.intereststream.job.release.LoadedRelease;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.release.Throttle;
import io.intereststream.model.search.ScoredItem;
import io.intereststream.model.search.TopItems;
import io.intereststream.schema.ModelRelease;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A release to be evaluated and, once it is prepared, its encoder and search table. */
final class EvaluatedRelease {
  final ModelRelease release;
  final CompletableFuture<LoadedRelease> loading;
  private LoadedRelease loaded;
  private Encoder encoder;
  private TopItems top;

  EvaluatedRelease(ModelRelease release, CompletableFuture<LoadedRelease> loading) {
    this.release = release;
    this.loading = loading;
  }

  /** Waits until the release is loaded, and prepares the search. */
  void prepare(Throttle background) throws InterruptedException, ExecutionException {
    loaded = loading.get();
    encoder = loaded.encoders().get();
    top = loaded.release().search(background);
  }

  /** Whether a search with interests finds an item; the given rows are excluded. */
  boolean finds(Interests interests, int[] rows, long item) {
    int row = loaded.release().vocabulary().row(item);
    return row >= 0
        && top.search(interests, OnlineEvaluator.NEAREST, rows).stream()
            .mapToInt(ScoredItem::row)
            .anyMatch(r -> r == row);
  }

  /** Whether a search with the interests of a history finds an item. */
  boolean finds(long[] history, long item) {
    int[] rows = loaded.release().vocabulary().knownRows(history.length, i -> history[i]);
    return finds(encoder.encode(List.of(rows)).get(0), rows, item);
  }
}
