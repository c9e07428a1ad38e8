package io.intereststream.job.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs on one log of lease records, in steps of a second. */
class LeaseTest {
  private final List<LeaseNotice> log = new ArrayList<>();
  private long now = 1_000_000;

  /** One run of a job's JobManager. */
  private final class Run {
    final String holder;
    final String instance;
    final Lease lease;
    boolean begun;
    boolean ended;
    int read;

    Run(String holder, String instance) {
      this.holder = holder;
      this.instance = instance;
      this.lease = new Lease(holder, instance);
    }

    void step() {
      if (ended) {
        return;
      }
      List<LeaseNotice> notices = List.copyOf(log.subList(read, log.size()));
      read = log.size();
      if (begun) {
        lease.read(notices, now);
      } else {
        lease.begin(notices, now);
        begun = true;
      }
      decide();
    }

    void decide() {
      switch (lease.next(now)) {
        case END -> ended = true;
        case WRITE -> {
          write(false);
          lease.written(now);
        }
        case NOTHING -> {}
      }
    }

    void write(boolean released) {
      log.add(new LeaseNotice(holder, instance, "host", released, now));
    }

    void release() {
      write(true);
      ended = true;
    }

    boolean holds() {
      return !ended && lease.isHeld();
    }
  }

  private void run(int seconds, Run... runs) {
    for (int i = 0; i < seconds; i++) {
      now += 1_000;
      for (Run run : runs) {
        run.step();
      }
    }
  }

  @Test
  void aJobAloneHoldsItAtOnceAndRenewsIt() {
    Run one = new Run("A", "1");
    run(1, one);
    assertThat(one.holds()).isTrue();
    run(60, one);
    assertThat(log).hasSize(7);
    assertThat(one.lease.others(now)).isZero();
  }

  @Test
  void aSecondJobIsRefusedWithinTheTimeOfARenewalAndTheFirstGoesOn() {
    Run one = new Run("A", "1");
    run(25, one);
    Run two = new Run("B", "2");
    run(11, one, two);
    assertThat(two.ended).isTrue();
    assertThat(two.lease.other()).map(LeaseNotice::holder).contains("A");
    assertThat(one.holds()).isTrue();
    assertThat(log).allMatch(notice -> notice.holder().equals("A"));
  }

  @Test
  void afterAReleaseTheNextJobStartsAtOnce() {
    Run one = new Run("A", "1");
    run(25, one);
    one.release();
    Run two = new Run("B", "2");
    run(1, two);
    assertThat(two.holds()).isTrue();
  }

  @Test
  void afterAKillAnotherJobWaitsUntilTheLeaseHasLapsed() {
    Run one = new Run("A", "1");
    run(25, one);
    Run two = new Run("B", "2");
    run(29, two);
    assertThat(two.holds()).isFalse();
    assertThat(two.ended).isFalse();
    run(3, two);
    assertThat(two.holds()).isTrue();
  }

  @Test
  void aLeaseOfLongAgoIsNotWaitedFor() {
    Run one = new Run("A", "1");
    run(5, one);
    now += 120_000;
    Run two = new Run("B", "2");
    run(1, two);
    assertThat(two.holds()).isTrue();
  }

  @Test
  void afterAKillTheSameJobGoesOnAtOnceWithoutAlarm() {
    Run one = new Run("A", "1");
    run(25, one);
    Run again = new Run("A", "2");
    run(1, again);
    assertThat(again.holds()).isTrue();
    assertThat(again.lease.continues()).isTrue();
    // A last record of the killed JobManager that arrives late.
    log.add(new LeaseNotice("A", "1", "host", false, now));
    run(60, again);
    assertThat(again.holds()).isTrue();
    assertThat(again.lease.others(now)).isZero();
  }

  @Test
  void aTwinFromTheSameCheckpointIsRefused() {
    Run one = new Run("A", "1");
    run(25, one);
    Run twin = new Run("A", "2");
    run(30, one, twin);
    assertThat(twin.ended).isTrue();
    assertThat(one.holds()).isTrue();
    assertThat(one.lease.others(now)).isPositive();
    twin.write(true);
    run(2, one);
    assertThat(one.lease.others(now)).isZero();
  }

  @Test
  void ofTwoThatStartAtTheSameTimeTheOneThatIsFirstInTheLogStays() {
    Run one = new Run("A", "1");
    Run two = new Run("B", "2");
    one.lease.begin(List.of(), now);
    two.lease.begin(List.of(), now);
    one.begun = true;
    two.begun = true;
    one.decide();
    two.decide();
    run(3, one, two);
    assertThat(one.holds()).isTrue();
    assertThat(two.ended).isTrue();
  }

  @Test
  void aJobThatRunsReportsOthersWithin30Seconds() {
    Run one = new Run("A", "1");
    run(100, one);
    // B writes without having waited for A's lease, as after an outage of the brokers.
    for (int i = 0; i < 3; i++) {
      log.add(new LeaseNotice("B", "2", "elsewhere", false, now));
      run(10, one);
    }
    assertThat(one.holds()).isTrue();
    assertThat(one.lease.others(now)).isEqualTo(1);
    assertThat(one.lease.other()).map(LeaseNotice::host).contains("elsewhere");
    run(31, one);
    assertThat(one.lease.others(now)).isZero();
  }

  @Test
  void aJobThatWasThoughtLapsedAndComesBackStaysAndTheNewOneEnds() {
    Run one = new Run("A", "1");
    run(25, one);
    now += 61_000;
    Run two = new Run("B", "2");
    run(1, two);
    assertThat(two.holds()).isTrue();
    run(2, one, two);
    assertThat(two.ended).isTrue();
    assertThat(one.holds()).isTrue();
  }
}
