package io.intereststream.data.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.history.EventTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What is written of a time is what is read of it, down to the millisecond. */
class TimeFormatPropertyTest {
  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

  @Property
  void numbersOfEveryUnit(
      @ForAll("times") long millis, @ForAll @LongRange(max = 999_999) long nanos) {
    BigDecimal exact = BigDecimal.valueOf(millis).add(BigDecimal.valueOf(nanos, 6));
    for (TimeFormat format :
        List.of(
            TimeFormat.SECONDS,
            TimeFormat.MILLISECONDS,
            TimeFormat.MICROSECONDS,
            TimeFormat.NANOSECONDS)) {
      BigDecimal number =
          exact.movePointLeft(
              format == TimeFormat.SECONDS
                  ? 3
                  : format == TimeFormat.MILLISECONDS
                      ? 0
                      : format == TimeFormat.MICROSECONDS ? -3 : -6);
      assertThat(format.parse(number.toPlainString(), null)).isEqualTo(millis);
      assertThat(format.parse(number.setScale(0, java.math.RoundingMode.UP).toPlainString(), null))
          .isGreaterThanOrEqualTo(millis);
      if (number.toString().matches("[0-9.E+-]+")) {
        assertThat(format.parse(scientific(number), null)).isEqualTo(millis);
      }
      assertThat(EventTimes.detect(List.of(number.toPlainString()), NOW)).contains(format);
    }
  }

  private static String scientific(BigDecimal number) {
    String digits = number.unscaledValue().toString();
    int exponent = digits.length() - 1 - number.scale();
    return digits.charAt(0) + "." + digits.substring(1) + "E" + exponent;
  }

  @Property
  void datesAndTimesOfDayOfEveryZone(
      @ForAll("times") long millis,
      @ForAll("zones") ZoneId zone,
      @ForAll @IntRange(max = 3) int form) {
    ZonedDateTime time = Instant.ofEpochMilli(millis).atZone(zone);
    String local =
        DateTimeFormatter.ofPattern(
                form % 2 == 0 ? "yyyy-MM-dd HH:mm:ss.SSS" : "yyyy-MM-dd'T'HH:mm:ss,SSS")
            .format(time);
    String offset = time.getOffset().getId();
    List<String> named =
        List.of(local + offset, local + " " + offset, local + offset.replace(":", ""));
    for (String text : named) {
      assertThat(TimeFormat.ISO.parse(text, ZoneOffset.UTC)).as(text).isEqualTo(millis);
    }
    // An hour of the autumn comes twice; the earlier one is meant.
    long meant = time.withEarlierOffsetAtOverlap().toInstant().toEpochMilli();
    assertThat(TimeFormat.ISO.parse(local, zone)).as(local).isEqualTo(meant);
    assertThat(TimeFormat.ISO.parse(local + " " + zone.getId(), ZoneOffset.UTC)).isEqualTo(meant);
    assertThat(TimeFormat.ISO.parse(local.substring(0, 10), zone))
        .isEqualTo(time.toLocalDate().atStartOfDay(zone).toInstant().toEpochMilli());
  }

  @Property
  void whatIsNoTimeIsNone(@ForAll("texts") String text) {
    for (TimeFormat format : TimeFormat.values()) {
      Long millis = format.parse(text, ZoneOffset.UTC);
      if (format != TimeFormat.ISO && !text.strip().matches("[+-]?[0-9.eE+-]+")) {
        assertThat(millis).isNull();
      }
      if (format == TimeFormat.ISO && !text.strip().matches("[0-9]{4}-.*")) {
        assertThat(millis).isNull();
      }
    }
  }

  @Provide
  Arbitrary<Long> times() {
    return Arbitraries.longs().between(EventTime.EARLIEST.toEpochMilli(), NOW.toEpochMilli() - 1);
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Shanghai", "+05:45")
        .map(ZoneId::of);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("0123456789-+.:eETZ nNaUTC/").ofMaxLength(40);
  }
}
