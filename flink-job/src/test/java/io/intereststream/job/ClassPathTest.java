package io.intereststream.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Checks that no training library is on this class path, from which the job's jar and its lib
 * folder are built.
 */
class ClassPathTest {

  @Test
  void holdsNoTrainingAndNoLibtorch() {
    ClassLoader loader = ClassPathTest.class.getClassLoader();
    assertThat(loader.getResource("io/intereststream/job/InterestJob.class")).isNotNull();
    assertThat(loader.getResource("org/bytedeco/javacpp/Loader.class")).isNotNull();
    assertThat(loader.getResource("org/bytedeco/pytorch/Tensor.class")).isNull();
    assertThat(loader.getResource("org/bytedeco/pytorch/linux-x86_64")).isNull();
    assertThat(loader.getResource("io/intereststream/training/train/Trainer.class")).isNull();
    assertThat(System.getProperty("java.class.path")).doesNotContain("pytorch", "training");
  }
}
