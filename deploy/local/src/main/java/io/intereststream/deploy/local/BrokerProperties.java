package io.intereststream.deploy.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The {@code server.properties} of a single KRaft node that is broker and controller in one. */
final class BrokerProperties {
  private BrokerProperties() {}

  /**
   * All properties of the node, sorted by name.
   *
   * @param data folder of the topics' logs
   * @param port the port of clients
   * @param controllerPort port of the controller, the only member of its quorum
   * @param second bound address and advertised address of a second listener for clients; may be
   *     empty
   * @param extra the caller's properties, which override the defaults below
   */
  static Map<String, String> of(
      Path data, int port, int controllerPort, List<String> second, Map<String, String> extra) {
    Map<String, String> all = new TreeMap<>();
    // Few partitions and no waiting, so that a single node is ready in seconds.
    all.put("offsets.topic.num.partitions", "4");
    all.put("offsets.topic.replication.factor", "1");
    all.put("transaction.state.log.num.partitions", "4");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("share.coordinator.state.topic.num.partitions", "1");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("log.cleaner.dedupe.buffer.size", "2097152");
    // A mistyped topic name is an error, not a new topic.
    all.put("auto.create.topics.enable", "false");
    all.putAll(extra);

    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    String listeners =
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
            .formatted(LocalBroker.HOST, port, LocalBroker.HOST, controllerPort);
    String advertised = "PLAINTEXT://%s:%d".formatted(LocalBroker.HOST, port);
    if (!second.isEmpty()) {
      listeners += ",SECOND://" + second.get(0);
      advertised += ",SECOND://" + second.get(1);
    }
    all.put("listeners", listeners);
    all.put("advertised.listeners", advertised);
    all.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,SECOND:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("inter.broker.listener.name", "PLAINTEXT");
    all.put("controller.listener.names", "CONTROLLER");
    all.put("controller.quorum.voters", "1@%s:%d".formatted(LocalBroker.HOST, controllerPort));
    all.put("log.dirs", data.toString());
    return all;
  }
}
