package io.intereststream.deploy.audit.settings;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * How records are framed on all topics: with the fingerprint of the writer's schema, or with an id
 * of a schema registry.
 *
 * @param writerSchemas schemas as JSON text, in addition to the released ones
 * @param registry base address of the registry; null for fingerprints
 * @param registryHeaders HTTP headers of every request to the registry, such as its authentication
 */
public record Framing(
    List<String> writerSchemas, URI registry, Map<String, String> registryHeaders) {}
