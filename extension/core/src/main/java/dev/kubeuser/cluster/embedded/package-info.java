/** The embedded kind: a real control plane as one child process. */
@NullMarked
package dev.kubeuser.cluster.embedded;

import org.jspecify.annotations.NullMarked;
