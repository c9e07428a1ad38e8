package io.intereststream.deploy.audit.job;

import io.intereststream.deploy.audit.Audit;
import io.intereststream.deploy.audit.AuditOptions;
import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.rules.RuleSettings;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.settings.Framing;
import io.intereststream.deploy.audit.settings.NullValues;
import io.intereststream.deploy.audit.settings.RecordLimits;
import io.intereststream.deploy.audit.settings.TopicNames;
import io.intereststream.deploy.audit.topic.CaughtUp;
import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import io.intereststream.job.config.IngestOptions;
import io.intereststream.job.config.JobOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs audits with the options of a job. */
public final class JobAudit {
  /** Wait limit for callers that have already waited for the job. */
  private static final Duration SHORT = Duration.ofSeconds(30);

  private JobAudit() {}

  /** Audits the updates that readers hold. The job must have read everything already. */
  public static AuditReport run(JobOptions options, Path releases) throws InterruptedException {
    return run(options, releases, AuditOptions.waiting(SHORT));
  }

  /** Runs an audit with the given options. */
  public static AuditReport run(JobOptions options, Path releases, AuditOptions how)
      throws InterruptedException {
    return new Audit(settings(options, releases), how, line -> {}).run();
  }

  /** Returns an object that says how far a job has read. */
  public static CaughtUp position(JobOptions options) {
    return new CaughtUp(settings(options, Path.of("")));
  }

  /** Waits until a job has read what is on its topics now. */
  public static void awaitCaughtUp(JobOptions options, Duration limit) throws InterruptedException {
    try (CaughtUp position = position(options)) {
      position.await(limit);
    }
  }

  /**
   * Returns the settings of a job that an audit needs.
   *
   * @param releases folder of all releases, each in a subfolder named by version
   */
  public static AuditSettings settings(JobOptions options, Path releases) {
    SignalPolicy policy = options.history().signalPolicy();
    return new AuditSettings(
        options.kafka().clientProperties(),
        options.kafka().groupId(),
        new TopicNames(
            options.topics().watchEvents(),
            options.topics().viewerErasures(),
            options.topics().interestUpdates(),
            options.topics().deadLetters(),
            options.topics().releaseEvents()),
        new Framing(
            options.kafka().codecs().extraWriterSchemas(),
            options.kafka().codecs().registry().orElse(null),
            Map.of()),
        new RecordLimits(
            options.ingest().maxRecordBytes(),
            options.ingest().maxActions(),
            options.ingest().maxAttributes(),
            options.ingest().maxIdLength()),
        new NullValues(
            options.ingest().nullValues() == IngestOptions.NullValues.IGNORE,
            options.ingest().erasesMarkedNulls()),
        new RuleSettings(
            options.history().window(),
            options.history().slack(),
            options.history().ttl().toMillis(),
            policy.longViewMs(),
            names(policy.positiveActions()),
            names(policy.negativeActions()),
            options.history().clockTolerance().toMillis(),
            options.history().erasureMarker().toMillis()),
        options.delivery().publishInterval(),
        releases);
  }

  private static Set<String> names(Collection<Action> actions) {
    return actions.stream().map(Action::name).collect(Collectors.toUnmodifiableSet());
  }
}
