package io.intereststream.deploy.bench.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuPerEventTest {
  private static final CpuTimes JOB =
      new CpuTimes(
          Map.of(
              "interest-update", new Spent(20_000_000, 1),
              "rocksdb:low", new Spent(4_000_000, 1),
              "C2 CompilerThre", new Spent(1_000_000, 1),
              "java", new Spent(500_000, 1)));

  private static final CpuTimes BROKER =
      new CpuTimes(
          Map.of(
              "data-plane-kafk", new Spent(6_000_000, 1),
              "ZWorker#0", new Spent(1_000_000, 1),
              "C1 CompilerThre", new Spent(2_000_000, 1)));

  @Test
  void compilersAreApartAndInNoTotal() {
    CpuPerEvent cpu = CpuPerEvent.of(JOB, BROKER, 1000);
    assertThat(cpu.of(CpuGroup.UPDATER)).isEqualTo(20);
    assertThat(cpu.of(CpuGroup.ROCKSDB)).isEqualTo(4);
    assertThat(cpu.groups()).containsEntry("other", 0.5).containsEntry("broker", 7.0);
    assertThat(cpu.total()).isEqualTo(31.5);
    assertThat(cpu.jit()).isEqualTo(1);
    assertThat(cpu.groups()).containsEntry("broker_jit", 2.0);
  }

  @Test
  void theGroupsAddUpToTheTotal() {
    CpuPerEvent cpu = CpuPerEvent.of(JOB, BROKER, 777);
    double sum =
        cpu.groups().entrySet().stream()
            .filter(entry -> !List.of("total", "jit", "broker_jit").contains(entry.getKey()))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    assertThat(sum).isCloseTo(cpu.total(), within(1e-9));
  }

  @Test
  void mediansAreOfEachGroup() {
    CpuPerEvent medians =
        CpuPerEvent.medians(
            List.of(
                CpuPerEvent.of(JOB, BROKER, 1000),
                CpuPerEvent.of(JOB, BROKER, 2000),
                CpuPerEvent.of(JOB, BROKER, 4000)));
    assertThat(medians.of(CpuGroup.UPDATER)).isEqualTo(10);
    assertThat(medians.total()).isEqualTo(15.75);
  }

  @Test
  void asJsonItIsAnObjectOfItsGroups() throws Exception {
    String json = new JsonMapper().writeValueAsString(CpuPerEvent.of(JOB, BROKER, 1000));
    assertThat(json).startsWith("{\"updater\":20.0,").contains("\"total\":31.5");
  }

  @Test
  void theTableHasAColumnForEachMeasurement() {
    CpuPerEvent one = CpuPerEvent.of(JOB, BROKER, 1000);
    assertThat(CpuPerEvent.table(List.of("before", "after"), List.of(one, one)).lines())
        .contains("updater                                  20.00             20.00")
        .contains("jit (not in total)                        1.00              1.00");
  }
}
