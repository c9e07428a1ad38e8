package io.intereststream.deploy.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewerOrderTest {
  private static final int DRAWN = 200_000;

  @Test
  void inTurnEveryViewerComesOnceInEachRound() {
    ViewerOrder order = new ViewerOrder(Order.IN_TURN, 3, 1);
    assertThat(IntStream.range(0, 7).map(i -> order.next())).containsExactly(0, 1, 2, 0, 1, 2, 0);
  }

  @Test
  void inZipfsOrderAViewerWatchesInProportionToItsRank() {
    int viewers = 1000;
    ViewerOrder order = new ViewerOrder(Order.ZIPF, viewers, 1);
    int[] counts = new int[viewers];
    for (int i = 0; i < DRAWN; i++) {
      counts[order.next()]++;
    }
    double sum = IntStream.rangeClosed(1, viewers).mapToDouble(i -> 1.0 / i).sum();
    for (int viewer : new int[] {0, 1, 9, 99}) {
      double expected = DRAWN / sum / (viewer + 1);
      assertThat((double) counts[viewer])
          .as("viewer %d", viewer)
          .isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
    assertThat(counts[viewers - 1]).isPositive();
  }

  @Test
  void aSeedGivesOneOrder() {
    ViewerOrder one = new ViewerOrder(Order.ZIPF, 50, 3);
    ViewerOrder other = new ViewerOrder(Order.ZIPF, 50, 3);
    assertThat(IntStream.range(0, 100).map(i -> one.next()).toArray())
        .isEqualTo(IntStream.range(0, 100).map(i -> other.next()).toArray());
  }
}
