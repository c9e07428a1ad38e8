package io.intereststream.deploy.e2e.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults of a real cluster that are harder to survive under exactly-once delivery. */
@Timeout(value = 1, unit = TimeUnit.HOURS) // Each test tries its fault as often as asked for.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExactlyOnceFaultITCase {
  @TempDir private static Path folder;
  private static FaultTrials trials;

  @BeforeAll
  static void open() throws Exception {
    trials = new FaultTrials(folder, DeliveryGuarantee.EXACTLY_ONCE);
  }

  @AfterAll
  static void close() throws Exception {
    if (trials != null) {
      trials.close();
    }
  }

  @Test
  @Order(1)
  void theBrokerIsKilled() throws Exception {
    trials.tryOutBrokerKill();
  }

  @Test
  @Order(2)
  void aTaskManagerIsKilled() throws Exception {
    trials.tryOut("TaskManager killed", trials.stage()::killTaskManager);
  }

  @Test
  @Order(3)
  void theNetworkIsCutForLongerThanTransactionsMayTake() throws Exception {
    Duration cut = ClusterStage.TRANSACTION_TIMEOUT.plusSeconds(8);
    trials.tryOut(
        "network cut for " + cut.toSeconds() + " s, proxy", () -> trials.stage().cutNetwork(cut));
  }
}
