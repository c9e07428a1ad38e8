package io.intereststream.deploy.e2e.cluster;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The faults of a real cluster, at least once, one after the other on the same job. Option: {@code
 * -Dinterest.faults.times=N} tries each N times, {@code -Dinterest.faults.full=true} has the long
 * ones in full length, {@code -Dinterest.faults.seed} repeats the random moments.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFaultITCase {
  @TempDir private static Path folder;
  private static FaultTrials trials;

  @BeforeAll
  static void open() throws Exception {
    trials = new FaultTrials(folder, DeliveryGuarantee.AT_LEAST_ONCE);
  }

  @AfterAll
  static void close() throws Exception {
    if (trials != null) {
      trials.close();
    }
  }

  @Test
  @Order(1)
  void aTaskManagerIsKilled() throws Exception {
    trials.tryOut("TaskManager killed", trials.stage()::killTaskManager);
  }

  @Test
  @Order(2)
  void theJobManagerIsKilled() throws Exception {
    trials.tryOut("JobManager killed, high availability", trials.stage()::killJobManager);
  }

  @Test
  @Order(3)
  void theBrokerIsKilled() throws Exception {
    trials.tryOut("broker killed", trials.stage()::killBroker);
  }

  @Test
  @Order(4)
  void theNetworkIsCutForLongerThanADeliveryMayTake() throws Exception {
    Duration cut = ClusterStage.DELIVERY_TIMEOUT.plusSeconds(8);
    trials.tryOut(
        "network cut for " + cut.toSeconds() + " s, proxy", () -> trials.stage().cutNetwork(cut));
  }
}
