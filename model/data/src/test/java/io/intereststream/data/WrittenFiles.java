package io.intereststream.training.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Files of a test and what reading them must give. */
record WrittenFiles(Path folder) {

  Path write(String name, String... lines) {
    try {
      return Files.write(folder.resolve(name), List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each viewer as "id: item@time item@time", without the time where it is unknown. */
  static List<String> text(Sequences sequences) {
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

  static void assertRefused(SequenceSource source, String message) {
    assertThatThrownBy(source::read).isInstanceOf(DataException.class).hasMessage(message);
  }
}
