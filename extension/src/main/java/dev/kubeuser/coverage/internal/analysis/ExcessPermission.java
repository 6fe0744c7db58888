package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacRule;

/**
 * What the policy under test grants somebody beyond what is needed.
 *
 * @param binding which grants it
 * @param rule in which it is written
 * @param permission what
 * @param isNeededInPart whether something of it is needed: a {@code *}, a permission for objects of any name or in all
 *     namespaces allows more than that
 */
public record ExcessPermission(
        BindingReference binding, RbacRule rule, Permission permission, boolean isNeededInPart) {}
