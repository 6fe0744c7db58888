/** Starts, finds and stops a {@link dev.kubeuser.cluster.Cluster}. Each kind has a package of its own. */
@NullMarked
package dev.kubeuser.cluster;

import org.jspecify.annotations.NullMarked;
