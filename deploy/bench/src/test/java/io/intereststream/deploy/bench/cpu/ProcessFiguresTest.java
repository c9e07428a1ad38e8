package io.intereststream.deploy.bench.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessFiguresTest {
  @Test
  void thisProcessHasMemoryAndACountOfWrittenBytes() throws IOException {
    ProcessFigures own = new ProcessFigures(ProcessHandle.current().pid());
    assertThat(own.residentBytes()).isGreaterThan(1 << 20);
    assertThat(own.writtenBytes()).isNotNegative();
  }

  @Test
  void aProcessThatDoesNotExistHasNone() {
    assertThatThrownBy(() -> new ProcessFigures(Integer.MAX_VALUE).residentBytes())
        .isInstanceOf(IOException.class);
  }
}
