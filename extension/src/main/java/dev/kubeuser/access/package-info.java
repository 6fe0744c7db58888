/**
 * What a test holds: clients, kubeconfig and files of one user on one cluster.
 *
 * <p>Builds on {@link dev.kubeuser.cluster} and {@link dev.kubeuser.credential}.
 */
@NullMarked
package dev.kubeuser.access;

import org.jspecify.annotations.NullMarked;
