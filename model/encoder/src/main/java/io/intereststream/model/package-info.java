/**
 * The model: releases on disk, the encoders that turn histories into interests, exact retrieval.
 * Knows nothing of streams.
 *
 * <p>A short tour, from the bottom up; each package uses only those above it in this list.
 *
 * <ul>
 *   <li>{@code math}: the loops over float arrays, plain and with vector instructions
 *   <li>{@code release}: what a release holds, as files and in memory
 *   <li>{@code encoder}: what an encoder is, and what all architectures share; one package below it
 *       for each architecture
 *   <li>{@code search}: exact retrieval with the result of an encoder
 *   <li>{@code serving}: a release that is loaded, with its encoders, its search and its probe
 *   <li>{@code registry}: the folder of releases and of names for them
 * </ul>
 *
 * <p>What has a row for each item is outside the Java heap: item vectors in the mapped file, tables
 * in direct memory. Closing a release frees it.
 */
package io.intereststream.model;
