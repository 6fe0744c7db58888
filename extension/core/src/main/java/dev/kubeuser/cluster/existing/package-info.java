/** The existing kind: a cluster that already runs, named by a context of a kubeconfig. */
@NullMarked
package dev.kubeuser.cluster.existing;

import org.jspecify.annotations.NullMarked;
