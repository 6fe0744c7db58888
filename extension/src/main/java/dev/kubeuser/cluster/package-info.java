/**
 * Where a test runs: a {@link dev.kubeuser.cluster.Cluster} and how it is started, watched and ended.
 *
 * <p>First stage of the data's way; imports no other package of this library.
 */
@NullMarked
package dev.kubeuser.cluster;

import org.jspecify.annotations.NullMarked;
