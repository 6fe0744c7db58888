/** Who may do what by Roles and RoleBindings. */
@NullMarked
package dev.kubeuser.samples.rbac;

import org.jspecify.annotations.NullMarked;
