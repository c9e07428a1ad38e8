/**
 * Trains a model on viewers' sequences of items, evaluates it on held-out viewers or later items,
 * and writes a release that the job can serve. No other module uses libtorch, and nothing here is
 * on the job's class path.
 *
 * <p>The packages in the order of their dependencies: each uses only packages that come earlier in
 * this list.
 *
 * <ul>
 *   <li>{@code tensor}: libtorch's tensors, and the device that computes
 *   <li>{@code recipe}: all options of a run, and the presets
 *   <li>{@code model}: CMI, the systems that it is compared with, and their losses
 *   <li>{@code evaluate}: recommendation lists by exact search, and measures of them
 *   <li>{@code train}: the training loop, its checkpoints, and the export of a release
 *   <li>{@code compare}: executes the runs of a plan and prints their tables
 *   <li>{@code report}: the page of a run, and plots
 * </ul>
 */
package io.intereststream.training;
