/** Versions of Kubernetes. */
@NullMarked
package dev.kubeuser.version;

import org.jspecify.annotations.NullMarked;
