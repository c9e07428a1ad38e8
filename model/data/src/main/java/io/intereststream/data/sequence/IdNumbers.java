package io.intereststream.data.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers ids from 0 in the order of their first occurrence. A hash table with open addressing,
 * because two ids are looked up for each row of a log and it touches less memory than a {@code
 * HashMap} with boxed numbers.
 */
final class IdNumbers {
  private static final int EMPTY = -1;

  private final List<String> ids = new ArrayList<>();
  private int[] hashes = new int[1 << 10];
  private int[] slots = emptySlots(1 << 11);

  /** Returns the number of an id; an unknown id gets the next number. */
  int of(String id) {
    int hash = id.hashCode() * 0x9E3779B9;
    int slot = hash >>> shift();
    for (int number; (number = slots[slot]) != EMPTY; slot = slot + 1 & slots.length - 1) {
      if (hashes[number] == hash && ids.get(number).equals(id)) {
        return number;
      }
    }
    return add(id, hash, slot);
  }

  private int add(String id, int hash, int slot) {
    int number = ids.size();
    ids.add(id);
    if (number == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * number);
    }
    hashes[number] = hash;
    slots[slot] = number;
    if (2 * ids.size() > slots.length) {
      grow();
    }
    return number;
  }

  private void grow() {
    slots = emptySlots(2 * slots.length);
    for (int number = 0; number < ids.size(); number++) {
      int slot = hashes[number] >>> shift();
      while (slots[slot] != EMPTY) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = number;
    }
  }

  private int shift() {
    return Integer.numberOfLeadingZeros(slots.length) + 1;
  }

  private static int[] emptySlots(int size) {
    int[] slots = new int[size];
    Arrays.fill(slots, EMPTY);
    return slots;
  }

  /** The ids by number. */
  List<String> ids() {
    return ids;
  }
}
