/**
 * Privilege escalation: by which techniques a subject capabilities permissions that no binding grants, and which permissions
 * Kubernetes warns of.
 */
@NullMarked
package dev.kubeuser.rbac.escalation;

import org.jspecify.annotations.NullMarked;
