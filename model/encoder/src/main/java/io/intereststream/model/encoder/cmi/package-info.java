/**
 * CMI (Li et al., SIGIR 2022): the paper's form and others.
 *
 * <p>The equations of CMI that the comments number, for a history of items i_1..i_n with rows v,
 * categories g, ε the temperature, unit(x) = x / max(|x|, 1e-12), in the paper's form:
 *
 * <ol>
 *   <li>p_t = softmax over l of (v · g_l / ε)
 *   <li>z_l = Σ_t p_t[l] v; weight of interest l = Σ_t p_t[l] / n
 *   <li>GRU with reset gate r, update gate q and candidate k: r = σ(A_r v + B_r h), q = σ(A_q v +
 *       B_q h), k = tanh(A_k v + r · (B_k h)), h' = (1 − q) k + q h, from h = 0
 *   <li>general interest u^g = unit(max(M h + b, 0))
 *   <li>interest u_l = unit(unit(z_l) + u^g)
 *   <li>score of an item = max over l of u_l · v
 * </ol>
 *
 * <p>CMI may have another form, {@link io.intereststream.model.encoder.cmi.CmiForm}:
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
 *   <li>bias: score of an item = (max over l of u_l · v) + the item's bias
 * </ol>
 */
package io.intereststream.model.encoder.cmi;
