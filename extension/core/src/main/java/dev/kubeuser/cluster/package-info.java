/** Starts, finds and stops a {@link dev.kubeuser.cluster.Cluster}. Each kind has its own package. */
@NullMarked
package dev.kubeuser.cluster;

import org.jspecify.annotations.NullMarked;
