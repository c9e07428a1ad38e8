package io.intereststream.deploy.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.deploy.local.TemporaryFolder;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a local broker until it is stopped. */
@Command(
    name = "broker",
    description = {
      "Runs a local Kafka broker until Ctrl-C.",
      "It is a real one-node broker in a separate process that listens on 127.0.0.1 only."
          + " It does not create topics automatically."
    })
public final class BrokerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port for clients. 0 chooses a free port.")
  private int port;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "Folder for the broker's data, which a later run can use again. Default: a"
              + " temporary folder, which is deleted at the end.")
  private Path folder;

  @Option(
      names = "--property",
      paramLabel = "NAME=VALUE",
      showDefaultValue = Visibility.NEVER,
      description = "Property of the broker, such as message.max.bytes=4000000. Repeatable.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(names = "--json", description = "Print the address as JSON when the broker is ready.")
  private boolean json;

  private volatile boolean stopping;

  @Override
  public Integer call() throws Exception {
    Path place = folder == null ? Files.createTempDirectory("interest-stream-broker") : folder;
    LocalBroker broker = LocalBroker.in(place).port(port).properties(properties).build();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> end(broker, place), "interest-stream-broker-command-end"));
    broker.start();
    announce(broker, place);
    broker.await();
    if (stopping) {
      return ExitCode.OK.code();
    }
    throw InterestStreamException.environment(
        "the broker has stopped (expected: running until Ctrl-C); end of its log:%n%s"
            .formatted(broker.logTail()),
        null);
  }

  private void end(LocalBroker broker, Path place) {
    stopping = true;
    broker.stop();
    if (folder == null) {
      try {
        TemporaryFolder.delete(place);
      } catch (IOException e) {
        spec.commandLine().getErr().printf("%s: cannot be deleted: %s%n", place, e);
      }
    }
  }

  private void announce(LocalBroker broker, Path place) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode report = JsonReport.create();
      report.put("bootstrap_servers", broker.bootstrapServers());
      report.put("pid", broker.pid());
      report.put("folder", place.toString());
      JsonReport.print(report, out);
    } else {
      out.printf(
          "Kafka broker ready at %s, data in %s. Ctrl-C stops it.%n",
          broker.bootstrapServers(), place);
      out.flush();
    }
  }
}
