/**
 * What is written: manifests with the line of each rule, and how they get into a cluster and out of it again.
 *
 * <p>Builds on {@link dev.kubeuser.cluster}, {@link dev.kubeuser.credential} and {@link dev.kubeuser.access}.
 */
@NullMarked
package dev.kubeuser.manifest;

import org.jspecify.annotations.NullMarked;
