package io.intereststream.deploy.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A small file of item lists that a model learns in a second. */
final class TinyLists {
  private TinyLists() {}

  /** 120 viewers, each of whom repeats one of four cycles of 16 items. */
  static Path write(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    return Files.write(
        file,
        IntStream.range(0, 120)
            .mapToObj(
                viewer -> {
                  int start = random.nextInt(16);
                  int cycle = random.nextInt(4);
                  String items =
                      IntStream.range(0, random.nextInt(12, 24))
                          .mapToObj(t -> String.valueOf(1 + 16 * cycle + (start + t) % 16))
                          .collect(Collectors.joining(" "));
                  return viewer + " " + items;
                })
            .toList());
  }
}
