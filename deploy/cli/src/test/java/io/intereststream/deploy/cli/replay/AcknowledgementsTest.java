package io.intereststream.deploy.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AcknowledgementsTest {
  @Property(tries = 200)
  void theyReachTheLastPositionBeforeTheFirstOneMissing(
      @ForAll @Size(max = 40) List<@IntRange(max = 999) Integer> order) {
    Acknowledgements acknowledgements = new Acknowledgements(100);
    List<Acknowledgements.Pending> pending = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      pending.add(acknowledgements.sent(101 + i));
    }
    boolean[] done = new boolean[order.size()];
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      left.add(i);
    }
    for (int step : order) {
      int index = left.remove(step % left.size());
      acknowledgements.acknowledge(pending.get(index));
      done[index] = true;
      int contiguous = 0;
      while (contiguous < done.length && done[contiguous]) {
        contiguous++;
      }
      assertThat(acknowledgements.position()).isEqualTo(100 + contiguous);
    }
    assertThat(acknowledgements.count()).isEqualTo(order.size());
  }
}
