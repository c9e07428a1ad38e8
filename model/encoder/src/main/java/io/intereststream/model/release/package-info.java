/**
 * The content of a release: {@link io.intereststream.model.release.ReleaseManifest} is its {@code
 * release.json}, {@link io.intereststream.model.release.Safetensors} its tensors, {@link
 * io.intereststream.model.release.Vocabulary} its items, {@link
 * io.intereststream.model.release.ProbeData} the vectors that every encoder must reproduce. {@link
 * io.intereststream.model.release.ReleaseData} holds all of them, read and checked.
 *
 * <p>The form of a release is its architecture together with its options, a {@link
 * io.intereststream.model.release.ModelForm}; it defines the tensors. This package contains no
 * architecture: whoever loads a release passes a {@link
 * io.intereststream.model.release.FormReader}.
 */
package io.intereststream.model.release;
