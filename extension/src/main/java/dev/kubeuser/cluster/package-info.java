/**
 * A {@link dev.kubeuser.cluster.Cluster}: how it is started, found and stopped. The kinds are rooms of their own.
 */
@NullMarked
package dev.kubeuser.cluster;

import org.jspecify.annotations.NullMarked;
