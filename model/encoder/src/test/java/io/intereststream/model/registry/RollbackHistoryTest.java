package io.intereststream.model.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollbackHistoryTest {

  /** Moves are written from>to, rollbacks from&lt;to; a dash is no version. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // moves, what the alias names now, where a rollback leads
        "'', -, -",
        "'', A, -",
        "'->A', A, -",
        "'->A A>B', B, A",
        "'->A A>B B>C', C, B",
        // A rollback of a rollback goes further back, and ends where it began.
        "'->A A>B B>C C<B', B, A",
        "'->A A>B B>C C<B B<A', A, -",
        "'->A A>B B<A A>B', B, A",
        // After an activation a rollback leads to the version that was active then.
        "'->A A>B B>C C<B B>D', D, B",
        "'->A A>B B>C C<B B>D D<B', B, A",
        "'->A A>B B>C C<A A>C C<A', A, C",
        // A version may come back: rollbacks do not go round in circles.
        "'->A A>B B>A', A, B",
        "'->A A>B B>A A<B', B, A",
        "'->A A>B B>A A<B B<A', A, -",
        // Recorded, then killed before the alias moved.
        "'->A', -, -",
        "'->A A>B', A, -",
        "'->A A>B A>B', B, A",
        "'->A A>B B>C', B, A",
        "'->A A>B A>C', C, A",
        "'->A A>B A>C A>D', D, A",
        "'->A ->B', B, -",
        "'->A A>B B<A', B, A",
        "'->A A>B B>C C<B C<B', B, A",
        // Moved by hand, before or between.
        "'A>B', B, A",
        "'->A A>B X>C', C, X",
        "'->A A>B B>C', X, C",
        "'->A A>B X>C C<X X<B', B, A",
      })
  void aRollbackFollowsTheMovesThatWereMade(String moves, String now, String previous) {
    assertThat(RollbackHistory.of(parse(moves), now).previous().orElse(null)).isEqualTo(previous);
  }

  @Test
  void aLongHistoryIsFollowedQuickly() {
    List<AliasMove> moves = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      moves.add(move("v" + i, '>', "v" + (i + 1)));
    }
    assertThat(RollbackHistory.of(moves, "v100000").previous()).contains("v99999");
  }

  private static List<AliasMove> parse(String moves) {
    List<AliasMove> parsed = new ArrayList<>();
    for (String text : moves.isEmpty() ? new String[0] : moves.split(" ")) {
      String from = text.charAt(0) == '-' ? null : text.substring(0, 1);
      parsed.add(move(from, text.charAt(1), text.substring(2)));
    }
    return parsed;
  }

  private static AliasMove move(String from, char kind, String to) {
    return new AliasMove(
        "2026-11-24T00:00:00Z",
        "production",
        from,
        to,
        kind == '<' ? AliasMove.Cause.ROLLBACK : AliasMove.Cause.ACTIVATE,
        "test");
  }
}
