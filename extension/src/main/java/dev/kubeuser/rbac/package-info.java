/**
 * The model of RBAC and its evaluator: roles, bindings, user info, and which requests they allow. Needs neither a cluster nor
 * JUnit.
 */
@NullMarked
package dev.kubeuser.rbac;

import org.jspecify.annotations.NullMarked;
