package io.intereststream.deploy.audit.spill;

/**
 * A spilled entry.
 *
 * @param kind what it is about
 * @param key of its viewer or record
 * @param payload null where there is none
 */
public record Entry(Kind kind, String key, byte[] payload) {}
