/** The k3s kind: a k3s server in a container, started by Testcontainers. */
@NullMarked
package dev.kubeuser.cluster.k3s;

import org.jspecify.annotations.NullMarked;
