package io.intereststream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.data.csv.MalformedRows.MalformedRow;
import io.intereststream.data.sequence.SequenceBuilder;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;

/** Files of a test and what reading them must give. */
public record WrittenFiles(Path folder) {
  /** When the files are read. */
  public static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T00:00:00Z"), ZoneOffset.UTC);

  public Path write(String name, String... lines) {
    try {
      return Files.write(folder.resolve(name), List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Finds the format of a file or folder. */
  public static WatchLog detect(Path path) {
    return DataFiles.detected(path).open(CLOCK);
  }

  /** Reads a log by its own label, as commands do. */
  public static Sequences read(WatchLog log) {
    SequenceBuilder builder = SequenceBuilder.read(log, WatchSignal.column());
    builder.summary().check(0.01);
    return builder.build();
  }

  /** Reads all watches. */
  public static List<LoggedWatch> watches(WatchLog log, long afterPosition) {
    List<LoggedWatch> watches = new ArrayList<>();
    try (LogReader<LoggedWatch> reader = log.open(afterPosition)) {
      reader.forEachRemaining(watches::add);
    }
    return watches;
  }

  /** Each viewer as "id: item@time item@time", without the time where it is unknown. */
  public static List<String> text(Sequences sequences) {
    return sequences.viewers().stream()
        .map(viewer -> viewer.id() + ":" + watches(sequences, viewer))
        .toList();
  }

  private static String watches(Sequences sequences, Sequences.Viewer viewer) {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, viewer.length())
        .forEach(
            i -> {
              text.append(' ').append(sequences.items().get(viewer.items()[i]));
              if (viewer.times()[i] != Sequences.BEFORE) {
                text.append('@').append(viewer.times()[i]);
              }
            });
    return text.toString();
  }

  /** Checks that reading refuses the data since they do not hold. */
  public static void assertRefused(WatchLog log, String message) {
    assertThatThrownBy(() -> read(log))
        .asInstanceOf(InstanceOfAssertFactories.throwable(InterestStreamException.class))
        .hasMessage(message)
        .returns(ExitCode.CHECK_FAILED, InterestStreamException::exitCode);
  }

  /** Checks which rows reading finds malformed, each as "line reason", and that it refuses them. */
  public static void assertMalformed(WatchLog log, String... rows) {
    ReadSummary summary = ReadSummary.of(log, WatchSignal.column());
    assertThat(summary.malformed().first())
        .extracting(MalformedRow::line, MalformedRow::reason)
        .extracting(row -> row.toList().get(0) + " " + row.toList().get(1))
        .containsExactly(rows);
    assertThatThrownBy(() -> summary.check(0.01))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("rows are malformed");
  }
}
