/**
 * The tenants of GitOps controllers, as subjects.
 */
@NullMarked
package dev.kubeuser.gitops;

import org.jspecify.annotations.NullMarked;
