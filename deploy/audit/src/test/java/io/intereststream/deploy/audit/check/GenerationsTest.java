package io.intereststream.deploy.audit.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GenerationsTest {
  private final Generations generations = new Generations();

  @Test
  void viewersBelowTheHighestSharedGenerationWereLeft() {
    for (int i = 0; i < 5; i++) {
      generations.add(100, false);
    }
    generations.add(50, false);
    generations.add(60, true);
    generations.add(150, false);
    assertThat(generations.left()).isEqualTo(2);
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
