package io.intereststream.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TimeDifferencesTest {
  private static final int AFTER = 6;
  private static final long START = 1_700_000_000_000L;

  /** Returns the times after writing and reading them, and checks the buffer's positions. */
  private static long[] throughBytes(long[] times) {
    ByteBuffer buffer =
        ByteBuffer.allocate(3 + TimeDifferences.mostBytes(times.length) + AFTER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .position(3);
    TimeDifferences.write(times, times.length, buffer);
    int end = buffer.position();
    byte[] exact = Arrays.copyOf(buffer.array(), end + AFTER);
    ByteBuffer in = ByteBuffer.wrap(exact).order(ByteOrder.LITTLE_ENDIAN).position(3);
    long[] read = new long[times.length];
    TimeDifferences.read(in, read, times.length);
    assertThat(in.position()).isEqualTo(end);
    return read;
  }

  private static int bytes(long... times) {
    ByteBuffer buffer =
        ByteBuffer.allocate(TimeDifferences.mostBytes(times.length)).order(ByteOrder.LITTLE_ENDIAN);
    TimeDifferences.write(times, times.length, buffer);
    return buffer.position();
  }

  @Property
  void anyTimesSurvive(@ForAll @Size(max = 110) long[] times) {
    assertThat(throughBytes(times)).isEqualTo(times);
  }

  @Property
  void timesOverYearsSurvive(
      @ForAll @Size(max = 110) @LongRange(min = 0, max = 1_000_000_000_000L) long[] times) {
    Arrays.sort(times);
    assertThat(throughBytes(times)).isEqualTo(times);
  }

  /** A viewer who returns after each of these pauses, for more than a hundred years. */
  @Example
  void pausesFromAMillisecondToDecadesSurvive() {
    long[] pauses = {0, 1, 65_535, 65_536, 16_777_215, 16_777_216, 4_294_967_295L, 4_294_967_296L};
    long[] times = new long[100];
    times[0] = START;
    for (int i = 1; i < times.length; i++) {
      times[i] = times[i - 1] + pauses[i % pauses.length];
    }
    assertThat(times[99] - times[0]).isGreaterThan(Duration.ofDays(365).toMillis());
    times[99] += Duration.ofDays(40_000).toMillis();
    assertThat(throughBytes(times)).isEqualTo(times);
  }

  @Example
  void aShortPauseTakesFewBytes() {
    int first = 1 + 8;
    assertThat(bytes(START)).isEqualTo(first);
    assertThat(bytes(START, START)).isEqualTo(first + 2);
    assertThat(bytes(START, START + 65_535)).isEqualTo(first + 2);
    assertThat(bytes(START, START + 65_536)).isEqualTo(first + 3);
    assertThat(bytes(START, START + (1L << 24))).isEqualTo(first + 4);
    assertThat(bytes(START, START + (1L << 32))).isEqualTo(first + 8);
    assertThat(bytes(START, START - 1)).isEqualTo(first + 8);
    assertThat(bytes(0, 1, 2, 3, 4)).isEqualTo(2 + 5 * 2);
    assertThat(bytes()).isZero();
  }

  @Example
  void aBigEndianBufferIsRefused() {
    assertThatThrownBy(() -> TimeDifferences.write(new long[1], 1, ByteBuffer.allocate(20)))
        .hasMessage("buffer: big endian (expected: little endian)");
    assertThatThrownBy(() -> TimeDifferences.read(ByteBuffer.allocate(20), new long[1], 1))
        .hasMessage("buffer: big endian (expected: little endian)");
  }
}
