/** Applies manifests to a cluster, waits until the API server acts on them, and removes them. */
@NullMarked
package dev.kubeuser.apply;

import org.jspecify.annotations.NullMarked;
