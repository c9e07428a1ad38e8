/**
 * The model: releases on disk, encoders that compute interests from histories, and exact retrieval.
 * It does not depend on Flink or Kafka.
 *
 * <p>The packages in the order of their dependencies: each uses only packages that come earlier in
 * this list.
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
 * <p>Tables with a row for each item are outside the Java heap: item vectors in the mapped file,
 * computed tables in direct memory. Closing a release frees this memory.
 */
package io.intereststream.model;
