/** A chain of authorizers, of which RBAC is one. */
@NullMarked
package dev.kubeuser.samples.authorization;

import org.jspecify.annotations.NullMarked;
