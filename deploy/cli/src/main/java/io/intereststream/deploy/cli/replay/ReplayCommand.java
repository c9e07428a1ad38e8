package io.intereststream.deploy.cli.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.data.ReadSummary;
import io.intereststream.data.WatchLog;
import io.intereststream.data.csv.MalformedRows.MalformedRow;
import io.intereststream.deploy.cli.dataset.DataOptions;
import io.intereststream.deploy.cli.option.Bounds;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.deploy.cli.output.ProgressDisplay;
import io.intereststream.error.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends a data set to the watch topic. */
@Command(
    name = "replay",
    description = {
      "Sends the events of a data set to the watch topic, keyed by viewer.",
      "Rows that are not valid events are skipped and reported with file, line and reason."
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final int SHOWN = 20;
  private static final long SYNTHETIC_EVENTS = 100_000;

  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;
  @Mixin private CodecOptions codec;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Addresses of the Kafka brokers.")
  private String bootstrapServers;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "watch-events",
      description = "Topic for the watch events.")
  private String topic;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "If the topic does not exist, create it with this number of partitions. 0"
              + " requires an existing topic.")
  private int partitions;

  @Option(
      names = "--rate",
      paramLabel = "EVENTS/S",
      defaultValue = "0",
      description = "Events per second. 0 sends as fast as the broker accepts them.")
  private double rate;

  @Option(
      names = "--compress",
      paramLabel = "FACTOR",
      defaultValue = "0",
      description =
          "Send the events at the pace of their event times, FACTOR times as fast. 0 ignores the"
              + " event times.")
  private double compress;

  @Option(names = "--limit", paramLabel = "N", description = "Maximum number of events to send.")
  private Long limit;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "File that stores the progress, so that the next run resumes there. If a run is"
              + " killed, the next run may send the events of the last second again.")
  private Path resume;

  @Option(
      names = "--client-property",
      paramLabel = "NAME=VALUE",
      showDefaultValue = Visibility.NEVER,
      description = "Property of the Kafka client, such as security.protocol=SSL. Repeatable.")
  private Map<String, String> client = new LinkedHashMap<>();

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (limit != null) {
      Bounds.atLeast(1, "--limit", limit);
    }
    WatchLog source = data.open(SYNTHETIC_EVENTS);
    ReadSummary summary = data.checkForReplay(source, spec.commandLine().getErr());
    Replay replay =
        new Replay(
            new ReplaySettings(
                bootstrapServers,
                topic,
                source,
                codec.codecs(),
                rate,
                compress,
                limit == null ? Long.MAX_VALUE : limit,
                resume,
                partitions,
                client));
    Replay.Report report = run(replay, summary);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonReport.print(json(report), out);
    } else {
      print(report, out);
    }
    return ExitCode.OK.code();
  }

  private Replay.Report run(Replay replay, ReadSummary summary) {
    Thread replaying = Thread.currentThread();
    // On Ctrl-C, wait until the events in flight are acknowledged and the progress is stored.
    Thread hook =
        new Thread(
            () -> {
              replay.stop();
              try {
                replaying.join(TimeUnit.SECONDS.toMillis(5));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "interest-stream-replay-end");
    Runtime.getRuntime().addShutdownHook(hook);
    long rows = summary.events() + summary.malformed().count();
    long total = limit == null ? rows : Math.min(rows, limit);
    try (ProgressDisplay display = ProgressDisplay.start("replay", "events", total, !json)) {
      return replay.run((event, sent, row) -> display.at(limit == null ? row : sent));
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM is shutting down, and the hook waits for this thread.
      }
    }
  }

  private void print(Replay.Report report, PrintWriter out) {
    out.printf(
        "%,d events sent to %s in %.1f s (%,.0f/s)%s%n",
        report.eventsSent(),
        topic,
        report.seconds(),
        report.eventsSent() / report.seconds(),
        report.complete() ? "" : ", stopped after row " + report.lastRow());
    if (report.malformedRows() > 0) {
      out.printf("%,d malformed rows skipped:%n", report.malformedRows());
      report.malformed().stream().limit(SHOWN).forEach(row -> out.println("  " + row));
      if (report.malformedRows() > SHOWN) {
        out.println("  … (--json lists up to 1,000)");
      }
    }
    out.flush();
  }

  private ObjectNode json(Replay.Report report) {
    ObjectNode node = JsonReport.create();
    node.put("topic", topic);
    node.put("events_sent", report.eventsSent());
    node.put("malformed_rows", report.malformedRows());
    ArrayNode malformed = node.putArray("malformed");
    for (MalformedRow row : report.malformed()) {
      malformed
          .addObject()
          .put("file", row.file())
          .put("line", row.line())
          .put("reason", row.reason());
    }
    node.put("resumed_after_row", report.resumedAfter());
    node.put("last_row", report.lastRow());
    node.put("complete", report.complete());
    node.put("seconds", report.seconds());
    node.put("events_per_second", report.eventsSent() / report.seconds());
    return node;
  }
}
