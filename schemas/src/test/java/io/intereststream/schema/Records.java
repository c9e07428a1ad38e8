package io.intereststream.schema;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/**
 * Every record with any content: the domain of the property tests, and some examples. Edge cases of
 * the fields come up at random; all combinations of them would be too many.
 */
final class Records extends DomainContextBase {

  static WatchEvent watchEvent() {
    return WatchEvent.newBuilder()
        .setEventId("e-1")
        .setUserId("u-1")
        .setItemId("v-1")
        .setEventTime(Instant.ofEpochMilli(1_650_000_000_000L))
        .setWatchMs(18_000)
        .setDurationMs(21_000L)
        .setActions(List.of(Action.LIKE, Action.SHARE))
        .build();
  }

  static InterestUpdate interestUpdate(List<Float> vector) {
    return InterestUpdate.newBuilder()
        .setUserId("u-1")
        .setGeneration(1_650_000_000_000L)
        .setSequence(1)
        .setRelease("r-1")
        .setInterests(
            List.of(Interest.newBuilder().setCategory(3).setWeight(0.5f).setVector(vector).build()))
        .setGeneral(vector)
        .setHistorySize(7)
        .setEvent(null)
        .setProcessedAt(Instant.ofEpochMilli(1_650_000_000_001L))
        .setCause(Cause.RELEASE)
        .setReleaseEpoch(1)
        .build();
  }

  static DeadLetter deadLetter() {
    return DeadLetter.newBuilder()
        .setKeyLength(-1)
        .setValueLength(-1)
        .setHeaderCount(0)
        .setTopic("t")
        .setPartition(0)
        .setOffset(0)
        .setTimestamp(Instant.EPOCH)
        .setTimestampType(TimestampType.CREATE_TIME)
        .setErrorClass("class")
        .setErrorMessage("message")
        .setJobVersion("1")
        .build();
  }

  @Provide
  Arbitrary<WatchEvent> watchEvents() {
    return Combinators.combine(
            strings(),
            strings(),
            strings(),
            instants(),
            Arbitraries.longs(),
            Arbitraries.longs().injectNull(0.3),
            Arbitraries.of(Action.class).list().ofMaxSize(5),
            Arbitraries.maps(strings(), strings()).ofMaxSize(4))
        .as(
            (event, user, item, time, watch, duration, actions, attributes) ->
                new WatchEvent(
                    event, user, item, time, watch, duration, actions, event + user, attributes))
        .edgeCases(EdgeCases.Config::none);
  }

  @Provide
  Arbitrary<InterestUpdate> interestUpdates() {
    Arbitrary<Interest> interest =
        Combinators.combine(Arbitraries.integers(), floats(), vectors(), bytes(), floats())
            .as(Interest::new);
    Arbitrary<EventOrigin> origin =
        Combinators.combine(
                strings(), strings(), Arbitraries.integers(), Arbitraries.longs(), instants())
            .as(EventOrigin::new);
    Arbitrary<HistoryStart> start =
        Combinators.combine(strings(), Arbitraries.integers(), Arbitraries.longs())
            .as(HistoryStart::new);
    return Combinators.combine(
            strings(),
            Arbitraries.longs(),
            interest.list().ofMaxSize(5),
            Combinators.combine(vectors(), bytes(), floats()).as(General::new),
            Arbitraries.integers(),
            Combinators.combine(origin.injectNull(0.3), start.injectNull(0.3)).as(Origins::new),
            instants(),
            Arbitraries.of(Cause.class))
        .as(
            (user, sequence, interests, general, size, origins, processedAt, cause) ->
                new InterestUpdate(
                    user,
                    -sequence,
                    sequence,
                    "release " + user,
                    VectorFormat.values()[Math.floorMod(size, VectorFormat.values().length)],
                    interests,
                    general.floats(),
                    general.bytes(),
                    general.scale(),
                    size,
                    origins.event(),
                    origins.began(),
                    processedAt,
                    cause,
                    ~sequence))
        .edgeCases(EdgeCases.Config::none);
  }

  @Provide
  Arbitrary<DeadLetter> deadLetters() {
    Arbitrary<LetterHeader> header =
        Combinators.combine(strings(), bytes().injectNull(0.3)).as(LetterHeader::new);
    return Combinators.combine(
            bytes().injectNull(0.3),
            bytes().injectNull(0.3),
            header.list().ofMaxSize(4),
            strings().injectNull(0.3),
            Arbitraries.integers(),
            Arbitraries.longs(),
            instants(),
            Arbitraries.of(TimestampType.class))
        .as(
            (key, value, headers, text, number, offset, timestamp, type) ->
                new DeadLetter(
                    key,
                    value,
                    number,
                    -number,
                    text,
                    headers,
                    headers.size(),
                    "topic " + text,
                    ~number,
                    offset,
                    timestamp,
                    type,
                    "class " + text,
                    "message " + text,
                    "1"))
        .edgeCases(EdgeCases.Config::none);
  }

  @Provide
  Arbitrary<ModelRelease> modelReleases() {
    return Combinators.combine(strings(), strings(), strings(), Arbitraries.longs())
        .as(ModelRelease::new)
        .edgeCases(EdgeCases.Config::none);
  }

  @Provide
  Arbitrary<ReleaseEvent> releaseEvents() {
    return Combinators.combine(
            strings(),
            Arbitraries.longs(),
            Arbitraries.of(ReleaseEventKind.class),
            Arbitraries.integers(),
            instants(),
            Arbitraries.longs(),
            strings().injectNull(0.3),
            strings().injectNull(0.3))
        .as(
            (version, epoch, kind, subtask, at, duration, replaces, reason) ->
                new ReleaseEvent(
                    version,
                    epoch,
                    kind,
                    subtask,
                    at,
                    duration,
                    replaces,
                    reason,
                    ~epoch,
                    reason == null
                        ? null
                        : new LiveFigures(epoch, duration, replaces, subtask > 0, 1L, 2L),
                    replaces,
                    replaces == null ? null : notice(version, replaces, epoch)))
        .edgeCases(EdgeCases.Config::none);
  }

  /** The general interest of an update. */
  private record General(List<Float> floats, ByteBuffer bytes, float scale) {}

  /** Where the records are that an update comes from. */
  private record Origins(EventOrigin event, HistoryStart began) {}

  private static JobNotice notice(String holder, String host, long number) {
    return new JobNotice(
        holder,
        host + number,
        host,
        number % 2 == 0,
        number,
        List.of(new ChangedOption(host, null, holder), new ChangedOption(holder, host, null)),
        List.of(new ReadPosition(holder, (int) number, number)));
  }

  /** Packed, a part of something longer, or plain boxed lists. */
  private static Arbitrary<List<Float>> vectors() {
    return Arbitraries.floats()
        .array(float[].class)
        .ofMaxSize(20)
        .flatMap(
            floats ->
                Arbitraries.integers()
                    .between(0, floats.length)
                    .flatMap(
                        offset ->
                            Arbitraries.of(
                                new FloatVector(floats, offset, floats.length - offset),
                                new ArrayList<>(FloatVector.of(floats)))));
  }

  private static Arbitrary<ByteBuffer> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(50).map(ByteBuffer::wrap);
  }

  private static Arbitrary<Float> floats() {
    return Arbitraries.floats();
  }

  private static Arbitrary<Instant> instants() {
    return Arbitraries.longs().map(Instant::ofEpochMilli);
  }

  /** Any text that UTF-8 can carry: no lone surrogates. */
  private static Arbitrary<String> strings() {
    return Arbitraries.strings().ofMaxLength(12).filter(Records::isUnicode);
  }

  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }
}
