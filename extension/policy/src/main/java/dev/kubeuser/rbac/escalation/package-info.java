/**
 * Searches for privilege escalation: techniques by which a subject gains permissions that no binding grants. Also finds
 * the permissions that the Kubernetes documentation warns of.
 */
@NullMarked
package dev.kubeuser.rbac.escalation;

import org.jspecify.annotations.NullMarked;
