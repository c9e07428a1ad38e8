package io.intereststream.deploy.audit;

import io.intereststream.deploy.audit.check.BucketCheck;
import io.intereststream.deploy.audit.check.Mismatches;
import io.intereststream.deploy.audit.check.Tally;
import io.intereststream.deploy.audit.rules.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the report of what was counted.
 *
 * @param trusted where histories came from that were not checked; null if there are none
 */
record AuditReports(TopicCounts counts, BucketCheck check, Mismatches mismatches, String trusted) {

  AuditReport of(Long erasedLeft, Long baselineViewers) {
    Tally tally = check.tally();
    Map<String, Long> reasons = new LinkedHashMap<>();
    tally.notChecked().forEach((reason, count) -> reasons.put(reason.text(), count));
    Map<String, Double> differences = new LinkedHashMap<>();
    check
        .largestDifferences()
        .forEach((format, difference) -> differences.put(format.name(), difference));
    return new AuditReport(
        counts.events,
        counts.invalid,
        counts.neutral,
        tally.events(Outcome.DUPLICATE),
        tally.events(Outcome.TOO_LATE),
        counts.erasures,
        counts.updates,
        tally.repeatedUpdates(),
        counts.letters,
        check.repeatedLetters(),
        check.lettersGone(),
        tally.erasedViewers(),
        tally.expiredViewers(),
        tally.viewers(),
        reasons.values().stream().mapToLong(Long::longValue).sum(),
        reasons,
        check.leftOfOlderGeneration(),
        check.updatesChecked(),
        mismatches.count(),
        differences.values().stream().reduce(0.0, Math::max),
        differences,
        mismatches.examples(),
        erasedLeft,
        baselineViewers,
        trusted);
  }
}
