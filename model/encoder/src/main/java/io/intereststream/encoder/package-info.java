/**
 * The model: releases on disk, the encoders that turn histories into interests, exact retrieval.
 * Knows nothing of streams.
 *
 * <p>A short tour. {@link io.intereststream.encoder.ModelRegistry} finds the folder of a version or
 * alias. {@link io.intereststream.encoder.Release#read} loads and checks it: {@link
 * io.intereststream.encoder.ReleaseManifest} is its {@code release.json}, {@link
 * io.intereststream.encoder.Safetensors} its tensors, {@link io.intereststream.encoder.Vocabulary}
 * its items (known in state by their {@link io.intereststream.history.ItemFingerprint}), {@link
 * io.intereststream.encoder.Probe} the vectors that every encoder must reproduce. {@link
 * io.intereststream.encoder.ReleaseWriter} makes one, {@link io.intereststream.encoder.Publisher}
 * puts it into a registry.
 *
 * <p>What has a row for each item is outside the Java heap: item vectors in the mapped file, tables
 * in direct memory. {@link io.intereststream.encoder.Release#close} frees it.
 *
 * <p>A release is of an architecture with options, its {@link io.intereststream.encoder.ModelForm}:
 * {@link io.intereststream.encoder.CmiForm}, {@link io.intereststream.encoder.OctopusForm}, {@link
 * io.intereststream.encoder.Gru4RecForm}, {@link io.intereststream.encoder.ComiRecSaForm}, {@link
 * io.intereststream.encoder.ComiRecDrForm}, {@link io.intereststream.encoder.MindForm} or {@link
 * io.intereststream.encoder.DssRecForm}. The form knows the tensors and makes the encoders, of
 * which two compute the same {@link io.intereststream.encoder.Interests}. The {@link
 * io.intereststream.encoder.ReferenceEncoder} takes whole histories in double precision; it is what
 * everything else is held against. What the job runs, {@link
 * io.intereststream.encoder.Release#encoders}, is in float32 over tables with all that depends on
 * an item alone ({@link io.intereststream.encoder.ItemTables}): a {@link
 * io.intereststream.encoder.StatefulEncoder}, which takes one item at a time, for all but the last
 * three, whose whole histories are encoded at every event. {@link
 * io.intereststream.encoder.TopItems} searches the items with the result.
 *
 * <p>The equations of CMI that the comments number, for a history s_1..s_n, rows v, categories g, ε
 * the temperature, unit(x) = x / max(|x|, 1e-12), in the paper's form:
 *
 * <ol>
 *   <li>p_t = softmax over l of (v · g_l / ε)
 *   <li>z_l = Σ_t p_t[l] v; weight of interest l = Σ_t p_t[l] / n
 *   <li>r = σ(A_r v + B_r h), z = σ(A_z v + B_z h), c = tanh(A_n v + r · (B_n h)), h' = (1 − z) c +
 *       z h, from h = 0
 *   <li>general interest u^g = unit(max(M h + b, 0))
 *   <li>interest u_l = unit(unit(z_l) + u^g)
 *   <li>score of an item = max over l of u_l · v
 * </ol>
 *
 * <p>CMI may have another form, {@link io.intereststream.encoder.CmiForm}:
 *
 * <ol>
 *   <li>hard assignment: p_t is 1 for the first of the largest v · g_l, 0 for the others
 *   <li>half-lives: z_l = Σ_t 2^(−age/η_l) p_t[l] v, age = n − t; weights as before
 *   <li>no general interest: u^g = 0
 *   <li>as above
 *   <li>context: c = unit(unit(s) + γ u^g), s = Σ_t 2^(−age/η_0) v; u_l = unit(z_l + κ c); under
 *       hard assignment a category without items has no interest, since u_l would be c. The paper's
 *       fusion without a general interest: u_l = unit(z_l). With an anchor λ, u_l then becomes
 *       unit(u_l + λ g_l), and every category has an interest
 *   <li>bias: score of an item = max over l of u_l · v + its bias
 * </ol>
 */
package io.intereststream.encoder;
