package io.intereststream.deploy.audit.check;

import static io.intereststream.deploy.audit.check.Scenario.START;
import static io.intereststream.deploy.audit.check.Scenario.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.baseline.KnownViewer;
import io.intereststream.deploy.audit.fixture.Wire;
import io.intereststream.deploy.audit.record.Position;
import io.intereststream.deploy.audit.rules.EventJudge;
import io.intereststream.deploy.audit.rules.Pair;
import io.intereststream.deploy.audit.rules.ViewerHistory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewerCheckTest {
  private static Scenario threeEvents() {
    return new Scenario().liked(10, 1, "a").liked(11, 2, "b").liked(15, 3, "c");
  }

  private static void compares(Scenario scenario, int entries) {
    Verdict verdict = scenario.verdict();
    assertThat(verdict).isInstanceOf(Verdict.Compare.class);
    assertThat(((Verdict.Compare) verdict).history().entries()).hasSize(entries);
  }

  private static void faults(Scenario scenario, String text) {
    Verdict verdict = scenario.verdict();
    assertThat(verdict).isInstanceOf(Verdict.Fault.class);
    assertThat(((Verdict.Fault) verdict).text()).contains(text);
  }

  private static void isNotChecked(Scenario scenario, NotChecked reason) {
    assertThat(scenario.verdict()).isEqualTo(new Verdict.Unchecked(reason));
  }

  @Test
  void anUpdateOfAllEventsIsCompared() {
    compares(threeEvents().update(START, 3, 10), 3);
  }

  @Test
  void anUpdateThatLacksAnEventIsAFault() {
    faults(threeEvents().update(START, 2, 10), "sequence: 2 (expected: 3)");
  }

  @Test
  void anUpdateThatCountsAnEventTwiceIsAFault() {
    faults(threeEvents().update(START, 4, 10), "sequence: 4 (expected: 3)");
  }

  @Test
  void aHistoryThatLacksTheFirstEventIsAFault() {
    faults(
        threeEvents().update(START, 2, 11),
        "began at watch-events-0@11 (expected: watch-events-0@10)");
  }

  @Test
  void anUpdateMayBeNewerThanTheEnds() {
    compares(threeEvents().likedBeyond(20, 4, "d").update(START, 3, 10), 3);
    compares(threeEvents().likedBeyond(20, 4, "d").update(START, 4, 10), 4);
    faults(threeEvents().likedBeyond(20, 4, "d").update(START, 5, 10), "(expected: 4)");
    faults(threeEvents().likedBeyond(20, 4, "d").update(START, 2, 10), "(expected: 3)");
  }

  @Test
  void theHistoryAsOfTheUpdatesOwnSequenceIsCompared() {
    Verdict verdict =
        threeEvents()
            .likedBeyond(20, 4, "d")
            .likedBeyond(21, 5, "e")
            .update(START, 4, 10)
            .verdict();
    assertThat(((Verdict.Compare) verdict).history().entries())
        .extracting(Pair::time)
        .containsExactly(at(1), at(2), at(3), at(4));
  }

  @Test
  void aViewerWhoseFirstEventIsGoneIsNotChecked() {
    isNotChecked(threeEvents().startsAt(10).update(START, 5, 7), NotChecked.BEGAN_IS_GONE);
  }

  @Test
  void aViewerFromFilesOrFromAnotherTopicIsNotChecked() {
    isNotChecked(
        threeEvents().update(Wire.update("v", START, 3, 1, "r1", 3)), NotChecked.FROM_FILES);
    isNotChecked(
        threeEvents()
            .update(Wire.began(Wire.update("v", START, 3, 1, "r1", 3), "earlier-events", 0, 10)),
        NotChecked.ANOTHER_TOPIC);
  }

  @Test
  void anUpdateWithoutEventsIsAFault() {
    faults(new Scenario().update(START, 1, 3), "an update (expected: none");
    faults(threeEvents().update(START, 3, 9), "the position of one of the viewer's events");
  }

  @Test
  void anUpdateUnderAnotherKeyIsAFault() {
    faults(
        threeEvents()
            .update(Wire.began(Wire.update("w", START, 3, 1, "r1", 3), Scenario.TOPIC, 0, 10)),
        "user_id: w (expected: the record's key)");
  }

  @Test
  void aMissingUpdateIsAFault() {
    faults(threeEvents(), "no update (expected: one of sequence 3)");
    faults(threeEvents().nullValue(), "a null value (expected: an update of sequence 3)");
    faults(threeEvents().startsAt(5), "no update");
  }

  @Test
  void aNullValueMayBelongToEventsThatAreGone() {
    isNotChecked(threeEvents().startsAt(5).nullValue(), NotChecked.OLDER_EVENTS_GONE);
  }

  @Test
  void aViewerPastTheTimeToLiveIsAcceptedInEitherForm() {
    long past = Scenario.TTL / 1000 + 10;
    assertThat(threeEvents().othersUntil(past).nullValue().verdict())
        .isInstanceOf(Verdict.Expired.class);
    assertThat(threeEvents().othersUntil(past).verdict()).isInstanceOf(Verdict.Expired.class);
    compares(threeEvents().othersUntil(past).update(START, 3, 10), 3);
  }

  @Test
  void anEventAfterTheTimeToLiveBeginsANewHistory() {
    long past = Scenario.TTL / 1000 + 10;
    compares(threeEvents().liked(30, past, "d").update(at(3) + 1, 1, 30), 1);
    faults(
        threeEvents().liked(30, past, "d").update(START, 3, 10),
        "of the history that began at watch-events-0@10 (expected: the history that began at"
            + " watch-events-0@30)");
    faults(threeEvents().liked(30, past, "d").update(START, 4, 10), "of the history that began");
  }

  @Test
  void aHideThatBeginsANewHistoryLeavesTheOldUpdateOrNone() {
    long past = Scenario.TTL / 1000 + 10;
    compares(threeEvents().hid(30, past, "z").update(START, 3, 10), 3);
    assertThat(threeEvents().hid(30, past, "z").update(START, 3, 10).nullValue().verdict())
        .isInstanceOf(Verdict.Nothing.class);
  }

  @Test
  void anErasedViewerMustBeGone() {
    assertThat(threeEvents().erased(5).update(START, 3, 10).nullValue().verdict())
        .isInstanceOf(Verdict.Erased.class);
    assertThat(threeEvents().erased(5).verdict()).isInstanceOf(Verdict.Erased.class);
    faults(threeEvents().erased(5).update(START, 3, 10), "expected: a null value, or a generation");
  }

  @Test
  void aGenerationAboveAnErasureDoesNotExcuseEventsBeforeIt() {
    faults(threeEvents().erased(5).update(at(50), 3, 10), "expected: a null value");
  }

  @Test
  void aHistoryAfterAnErasureHasAHigherGeneration() {
    compares(
        threeEvents().erased(5).liked(20, 6, "d").update(START, 3, 10).update(at(5) + 1, 1, 20), 1);
    faults(
        threeEvents().erased(5).liked(20, 6, "d").update(at(5), 1, 20),
        "expected: a null value, or a generation above its erasure");
  }

  /** The job deletes an erasure marker that is no longer needed, and with it the generation. */
  @Test
  void aViewerWhoComesBackAfterTheMarkerMayHaveTheGenerationOfTheJob() {
    long day = 86_400;
    compares(
        new Scenario().liked(10, 1, "a").erased(5).liked(20, 31 * day, "d").update(START, 1, 20),
        1);
    compares(new Scenario().erased(5).liked(20, 31 * day, "d").update(at(5) + 1, 1, 20), 1);
    isNotChecked(
        new Scenario().startsAt(21).erased(5).liked(21, 32 * day, "e").update(START, 2, 20),
        NotChecked.BEGAN_IS_GONE);
    faults(
        new Scenario().startsAt(21).erased(5).liked(21, 29 * day, "e").update(START, 2, 20),
        "expected: a null value, or a generation above its erasure");
    faults(
        new Scenario().erased(5).liked(20, 29 * day, "d").update(START, 1, 20),
        "expected: a null value, or a generation above its erasure");
    faults(
        new Scenario()
            .erased(5)
            .liked(20, 31 * day, "d")
            .erased(32 * day)
            .liked(21, 33 * day, "e")
            .update(START, 1, 21),
        "expected: a null value, or a generation above its erasure");
  }

  @Test
  void aSavepointMayLackTheMarkerOfAnOldErasure() {
    long month = 31 * 86_400;
    compares(
        new Scenario()
            .erased(-1 - month)
            .liked(10, 1, "a")
            .knows(known(START, 3), 10)
            .update(START, 8, 3),
        3);
    KnownViewer marked = known(START, 3);
    ViewerHistory history = marked.history();
    compares(
        new Scenario()
            .erased(-2 - month)
            .liked(10, 1, "a")
            .knows(
                new KnownViewer(
                    new ViewerHistory(
                        at(-10 - month),
                        7,
                        history.entries(),
                        null,
                        List.of(),
                        at(-1),
                        at(-2 - month)),
                    marked.began()),
                10)
            .update(at(-10 - month), 8, 3),
        3);
  }

  @Test
  void theJobMayReadAnErasureLaterThanEventsAfterIt() {
    compares(
        threeEvents().erased(5).liked(20, 6, "d").liked(21, 7, "e").update(at(5) + 1, 1, 21), 1);
    isNotChecked(
        threeEvents().erased(5).liked(20, 6, "d").nullValue(), NotChecked.ERASURE_CROSSED_EVENTS);
  }

  @Test
  void anErasureBeyondTheEndsLeavesAViewerUnchecked() {
    isNotChecked(threeEvents().erasedBeyond(5).update(START, 3, 10), NotChecked.ERASED_MEANWHILE);
    isNotChecked(threeEvents().erasedBeyond(5).nullValue(), NotChecked.ERASED_MEANWHILE);
  }

  @Test
  void eventsInSeveralPartitionsAreCheckedWhereTheirOrderDoesNotMatter() {
    compares(threeEvents().likedIn(2, 4, 2, "x").update(START, 4, 10), 4);
    faults(threeEvents().likedIn(2, 4, 2, "x").update(START, 3, 10), "sequence: 3 (expected: 4)");
    isNotChecked(
        threeEvents().hid(16, 4, "a").likedIn(2, 4, 2, "x").update(START, 5, 10),
        NotChecked.SEVERAL_PARTITIONS);
    isNotChecked(
        threeEvents().startsAt(3).likedIn(2, 4, 2, "x").update(START, 4, 10),
        NotChecked.SEVERAL_PARTITIONS);
    isNotChecked(
        threeEvents().likedIn(2, 4, 5000, "x").update(START, 4, 10), NotChecked.SEVERAL_PARTITIONS);
  }

  private static KnownViewer known(long generation, long beganAt) {
    List<Pair> entries =
        List.of(
            new Pair(at(-2), EventJudge.fingerprint("y")),
            new Pair(at(-1), EventJudge.fingerprint("z")));
    return new KnownViewer(
        new ViewerHistory(generation, 7, entries, null, List.of(), at(-1), null),
        new Position(Scenario.TOPIC, 0, beganAt));
  }

  @Test
  void aBaselineIsContinued() {
    compares(threeEvents().startsAt(9).knows(known(START, 3), 10).update(START, 10, 3), 5);
    compares(threeEvents().startsAt(9).knows(known(START, 3), 11).update(START, 9, 3), 4);
    faults(
        threeEvents().startsAt(9).knows(known(START, 3), 10).update(START, 9, 3), "(expected: 10)");
    compares(new Scenario().startsAt(30).knows(known(START, 3), 30).update(START, 7, 3), 2);
  }

  @Test
  void aBaselineWhoseNextRecordsAreGoneIsNotContinued() {
    isNotChecked(
        threeEvents().startsAt(10).knows(known(START, 3), 9).update(START, 10, 3),
        NotChecked.BEGAN_IS_GONE);
  }

  @Test
  void aJobBegunAnewIsCheckedWithoutTheBaseline() {
    compares(threeEvents().startsAt(10).knows(known(START, 3), 12).update(at(60), 3, 10), 3);
  }

  @Test
  void aGenerationBelowTheBaselinesIsAFault() {
    faults(
        threeEvents().startsAt(10).knows(known(START, 3), 12).update(START - 1, 3, 10),
        "as in the baseline");
  }

  @Test
  void theLastUpdateMustNotBeBelowAnEarlierOne() {
    Scenario scenario = threeEvents().update(START, 3, 7, 10).update(START, 3, 5, 10);
    compares(scenario, 3);
    assertThat(scenario.trail().held().isBehind()).isTrue();
    Scenario repeated = threeEvents().update(START, 3, 10).update(START, 2, 10);
    compares(repeated.update(START, 3, 10), 3);
    assertThat(repeated.trail().held().isBehind()).isFalse();
    assertThat(repeated.trail().held().repeated()).isEqualTo(2);
  }

  @Test
  void updatesOfTheSameOrderMustBeEqual() {
    faults(
        threeEvents()
            .update(START, 3, 10)
            .update(Wire.began(Wire.update("v", START, 3, 1, "r2", 3), Scenario.TOPIC, 0, 10)),
        "differ: release r1 and r2");
    Scenario forgotten = threeEvents().update(START, 3, 10);
    forgotten.update(Wire.began(Wire.update("v", START, 3, 1, "r2", 3), Scenario.TOPIC, 0, 10));
    compares(forgotten.nullValue().update(START, 3, 10), 3);
  }

  @Test
  void updatesOfOneOrderMayDifferIfTheEventsComeFromSeveralPartitions() {
    faults(differing(threeEvents()).update(START, 3, 10), "differ: release r1 and r2");
    compares(differing(threeEvents().likedIn(2, 4, 2, "x")).update(START, 4, 10), 4);
    compares(
        threeEvents()
            .likedIn(2, 4, 2, "x")
            .update(Wire.began(Wire.update("v", START, 4, 1, "r1", 3), Scenario.TOPIC, 2, 4))
            .update(START, 4, 10),
        4);
  }

  private static Scenario differing(Scenario scenario) {
    return scenario
        .update(START, 2, 10)
        .update(Wire.began(Wire.update("v", START, 2, 1, "r2", 3), Scenario.TOPIC, 0, 10));
  }

  @Test
  void aReaderForgetsItsUpdateAtANullValue() {
    compares(threeEvents().update(at(99), 8, 1).nullValue().update(START, 3, 10), 3);
  }

  @Test
  void anUpdateThatCannotBeReadIsAFault() {
    Scenario scenario = threeEvents();
    scenario.update(Wire.watch("v", "i", START, List.of()));
    faults(scenario, "an update that cannot be read");
  }
}
