/**
 * Models RBAC (roles, bindings, user info) and decides requests as the API server does, without a cluster or JUnit.
 */
@NullMarked
package dev.kubeuser.rbac;

import org.jspecify.annotations.NullMarked;
