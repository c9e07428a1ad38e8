package io.intereststream.job.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;

/**
 * A committer that reports transactions that it can no longer commit. Kafka's committer only logs
 * and counts a transaction that the brokers aborted because the job was down for longer than the
 * transaction timeout. If the report fails, so does the commit, and both are tried again after a
 * restart.
 */
final class ReportingCommitter<C> implements Committer<C> {
  private final Committer<C> committer;
  private final LostUpdates lost;

  ReportingCommitter(Committer<C> committer, LostUpdates lost) {
    this.committer = committer;
    this.lost = lost;
  }

  @Override
  public void commit(Collection<CommitRequest<C>> requests)
      throws IOException, InterruptedException {
    List<Request<C>> watched = new ArrayList<>();
    requests.forEach(request -> watched.add(new Request<>(request)));
    committer.commit(List.copyOf(watched));
    for (Request<C> request : watched) {
      if (request.failure != null) {
        lost.report(request.failure);
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      committer.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** A request that remembers that it failed for good. */
  private static final class Request<C> implements CommitRequest<C> {
    private final CommitRequest<C> request;
    private Throwable failure;

    Request(CommitRequest<C> request) {
      this.request = request;
    }

    @Override
    public C getCommittable() {
      return request.getCommittable();
    }

    @Override
    public int getNumberOfRetries() {
      return request.getNumberOfRetries();
    }

    @Override
    public void signalFailedWithKnownReason(Throwable reason) {
      failure = reason;
      request.signalFailedWithKnownReason(reason);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable reason) {
      request.signalFailedWithUnknownReason(reason);
    }

    @Override
    public void retryLater() {
      request.retryLater();
    }

    @Override
    public void updateAndRetryLater(C committable) {
      request.updateAndRetryLater(committable);
    }

    @Override
    public void signalAlreadyCommitted() {
      request.signalAlreadyCommitted();
    }

    @Override
    public String toString() {
      return request.toString();
    }
  }
}
