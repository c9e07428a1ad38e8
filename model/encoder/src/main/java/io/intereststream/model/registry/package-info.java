/**
 * The folder of releases and aliases: {@link io.intereststream.model.registry.ModelRegistry} reads
 * it and moves aliases, {@link io.intereststream.model.registry.Publisher} puts releases into it,
 * {@link io.intereststream.model.registry.ReleaseWriter} makes one.
 */
package io.intereststream.model.registry;
