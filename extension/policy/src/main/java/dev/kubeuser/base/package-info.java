/** The root of this library's exceptions, to which each package adds its own, and versions of Kubernetes. */
@NullMarked
package dev.kubeuser.base;

import org.jspecify.annotations.NullMarked;
