package io.intereststream.job.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.junit.jupiter.api.Test;

class ReportingCommitterTest {
  private final List<String> signals = new ArrayList<>();
  private final List<String> reports = new ArrayList<>();

  /** Commits what is even, and tries 3 again. */
  private static final class Odd implements Committer<Integer> {
    @Override
    public void commit(Collection<CommitRequest<Integer>> requests) {
      for (CommitRequest<Integer> request : requests) {
        if (request.getCommittable() == 3) {
          request.retryLater();
        } else if (request.getCommittable() % 2 != 0) {
          request.signalFailedWithKnownReason(
              new IllegalStateException("fenced " + request.getCommittable()));
        }
      }
    }

    @Override
    public void close() {
      // Nothing to close.
    }
  }

  private Committer.CommitRequest<Integer> request(int committable) {
    return new Committer.CommitRequest<>() {
      @Override
      public Integer getCommittable() {
        return committable;
      }

      @Override
      public int getNumberOfRetries() {
        return 0;
      }

      @Override
      public void signalFailedWithKnownReason(Throwable reason) {
        signals.add("failed " + committable);
      }

      @Override
      public void signalFailedWithUnknownReason(Throwable reason) {
        signals.add("unknown " + committable);
      }

      @Override
      public void retryLater() {
        signals.add("later " + committable);
      }

      @Override
      public void updateAndRetryLater(Integer other) {
        signals.add("other " + other);
      }

      @Override
      public void signalAlreadyCommitted() {
        signals.add("committed " + committable);
      }
    };
  }

  @Test
  void whatCannotBeCommittedIsReportedOnce() throws Exception {
    var committer = new ReportingCommitter<>(new Odd(), reason -> reports.add(reason.getMessage()));
    committer.commit(List.of(request(2), request(3)));
    assertThat(reports).isEmpty();
    committer.commit(List.of(request(4), request(5), request(7)));
    assertThat(reports).containsExactly("fenced 5");
    assertThat(signals).containsExactly("later 3", "failed 5", "failed 7");
  }

  @Test
  void aReportThatFailsFailsTheCommit() {
    var committer =
        new ReportingCommitter<>(
            new Odd(),
            reason -> {
              throw new IOException("no answer");
            });
    assertThatThrownBy(() -> committer.commit(List.of(request(5))))
        .isInstanceOf(IOException.class)
        .hasMessage("no answer");
  }
}
