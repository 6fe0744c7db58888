/**
 * Applies manifests to a cluster, waits until they are effective, and removes them.
 */
@NullMarked
package dev.kubeuser.apply;

import org.jspecify.annotations.NullMarked;
