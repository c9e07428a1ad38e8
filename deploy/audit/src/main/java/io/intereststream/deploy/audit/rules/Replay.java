package io.intereststream.deploy.audit.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of applying a list of a viewer's records in the order of their arrival.
 *
 * @param outcomes one for each record
 * @param history after the last record
 */
public record Replay(List<Outcome> outcomes, ViewerHistory history) {

  /**
   * Applies the rules.
   *
   * @param start the job's generation, in epoch ms
   */
  public static Replay of(RuleSettings settings, long start, List<LogRecord> records) {
    EventJudge judge = new EventJudge(settings);
    HistoryRules rules = new HistoryRules(settings, start);
    List<Outcome> outcomes = new ArrayList<>();
    ViewerHistory history = rules.beginning();
    for (LogRecord record : records) {
      if (record.event() == null) {
        history = rules.erase(history, record.timestamp());
        outcomes.add(Outcome.ERASED);
      } else {
        Step step =
            rules.apply(
                history, judge.judge(record.event(), record.timestamp()), record.timestamp());
        history = step.history();
        outcomes.add(step.outcome());
      }
    }
    return new Replay(outcomes, history);
  }
}
