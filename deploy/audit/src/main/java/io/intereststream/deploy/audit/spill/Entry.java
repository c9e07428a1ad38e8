package io.intereststream.deploy.audit.spill;

/**
 * A spilled entry.
 *
 * @param kind what it is about
 * @param key the viewer's id or the record's position
 * @param payload null if there is none
 */
public record Entry(Kind kind, String key, byte[] payload) {}
