/**
 * The model of RBAC (roles, bindings, users) and its evaluator, which decides requests as the API server does. Sets of
 * requests are in {@link dev.kubeuser.request}.
 */
@NullMarked
package dev.kubeuser.rbac;

import org.jspecify.annotations.NullMarked;
