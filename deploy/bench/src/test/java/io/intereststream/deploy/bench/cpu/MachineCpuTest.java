package io.intereststream.deploy.bench.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineCpuTest {
  @Test
  void waitingForDisksIsNotBusyAndGuestTimeIsNotCountedTwice() {
    MachineCpu cpu = MachineCpu.parse("cpu  10 1 5 70 12 0 1 1 99 99\ncpu0 1 1 1 1 1 1 1 1 0 0\n");
    assertThat(cpu).isEqualTo(new MachineCpu(18, 100));
  }

  @Test
  void busyIsTheShareOfAllCoresSinceThen() {
    MachineCpu before = new MachineCpu(100, 1000);
    assertThat(new MachineCpu(180, 1200).busySince(before)).isEqualTo(0.4);
    assertThat(before.busySince(before)).isZero();
  }

  @Test
  void timePasses() throws Exception {
    assertThat(MachineCpu.now().total()).isPositive();
  }
}
