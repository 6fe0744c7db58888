/** What an upgrade of Kubernetes changes for a policy. */
@NullMarked
package dev.kubeuser.upgrade;

import org.jspecify.annotations.NullMarked;
