package io.intereststream.deploy.audit.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GenerationsTest {
  private final Generations generations = new Generations();

  @Test
  void viewersBelowTheHighestSharedGenerationWereLeft() {
    for (int i = 0; i < 5; i++) {
      generations.add(100_000, false);
    }
    generations.add(20_000, false);
    generations.add(30_000, true);
    generations.add(150_000, false);
    assertThat(generations.left()).isEqualTo(2);
  }

  /** Each erasure that a rebuild reads adds 1 ms to the generation of its viewer. */
  @Test
  void viewersWhoWereErasedInARebuildDoNotMakeTheOthersOlder() {
    generations.add(100_000, false);
    generations.add(100_001, false);
    generations.add(100_001, false);
    assertThat(generations.left()).isZero();
  }

  @Test
  void manyErasuresAtOneTimeAreNoNewJob() {
    generations.add(100, false);
    generations.add(100, false);
    generations.add(200, true);
    generations.add(200, true);
    assertThat(generations.left()).isZero();
  }

  @Test
  void nobodyWasLeftWhereEveryoneHasAnotherGeneration() {
    generations.add(1, false);
    generations.add(2, false);
    assertThat(generations.left()).isZero();
  }
}
