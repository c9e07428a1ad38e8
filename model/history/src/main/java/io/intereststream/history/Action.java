package io.intereststream.history;

/** What a viewer did with an item besides watching it. */
public enum Action {
  LIKE,
  FOLLOW,
  COMMENT,
  SHARE,
  /** The viewer asked not to see the item. */
  HIDE,
  /** An action that this version does not know. */
  OTHER
}
