/**
 * What a policy says: Roles, ClusterRoles and their bindings, and which requests they allow.
 *
 * <p>Builds on {@link dev.kubeuser.cluster}, {@link dev.kubeuser.credential}, {@link dev.kubeuser.access} and
 * {@link dev.kubeuser.manifest}.
 */
@NullMarked
package dev.kubeuser.policy;

import org.jspecify.annotations.NullMarked;
