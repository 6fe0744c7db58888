/** Code that the kinds of cluster share. */
@NullMarked
package dev.kubeuser.cluster.internal;

import org.jspecify.annotations.NullMarked;
