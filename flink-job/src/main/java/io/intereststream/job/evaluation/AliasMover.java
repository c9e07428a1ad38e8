package io.intereststream.job.evaluation;

import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ReleaseException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the registry's alias on a separate thread, because the registry may be slow, or another
 * program may hold its lock. One move at a time. Used by one task thread, which takes the results.
 */
final class AliasMover implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AliasMover.class);
  private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

  /**
   * A move to be made.
   *
   * @param contest the compared releases
   * @param promotes whether to promote the candidate; otherwise the job rolls back to the previous
   *     release
   */
  record Order(PromotionPolicy.Contest contest, PairedHits hits, boolean promotes) {}

  /**
   * The result of a move.
   *
   * @param now the version that the alias names now; null if it was not moved (yet)
   */
  record Done(Order order, String now) {}

  private final Path registry;
  private final String alias;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "alias-mover");
            made.setDaemon(true);
            return made;
          });
  private CompletableFuture<Done> move;

  AliasMover(Path registry, String alias) {
    this.registry = registry;
    this.alias = alias;
  }

  /** Whether a move is running, or its result was not taken yet. */
  boolean isBusy() {
    return move != null;
  }

  /** Starts a move; none may be running. */
  void begin(Order order) {
    move = CompletableFuture.supplyAsync(() -> move(order), thread);
  }

  /** Takes the result of a finished move; null if there is none. */
  Done take() {
    if (move == null || !move.isDone()) {
      return null;
    }
    CompletableFuture<Done> ended = move;
    move = null;
    return ended.join();
  }

  private Done move(Order order) {
    String version = order.contest.version();
    try {
      ModelRegistry opened = new ModelRegistry(registry, LOCK_WAIT);
      // Somebody may have moved the alias in the meantime.
      if (!opened.alias(alias).equals(version)) {
        return new Done(order, null);
      }
      if (order.promotes) {
        opened.activate(alias, order.contest.compared());
        LOG.info("Candidate {} is promoted: {}.", order.contest.compared(), order.hits);
        return new Done(order, order.contest.compared());
      }
      String now = opened.rollback(alias).to();
      LOG.warn("Rolled back from release {} to {}: {}.", version, now, order.hits);
      return new Done(order, now);
    } catch (ReleaseException e) {
      LOG.error(
          "{} cannot be {} yet: {}",
          order.promotes ? "Candidate " + order.contest.compared() : "Release " + version,
          order.promotes ? "promoted" : "rolled back",
          e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("Alias {} cannot be moved: {}", alias, e.toString(), e);
    }
    return new Done(order, null);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
