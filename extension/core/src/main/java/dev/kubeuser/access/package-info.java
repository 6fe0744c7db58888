/** Access of one user to a cluster: HTTP client, generated API classes, kubeconfig, files. */
@NullMarked
package dev.kubeuser.access;

import org.jspecify.annotations.NullMarked;
