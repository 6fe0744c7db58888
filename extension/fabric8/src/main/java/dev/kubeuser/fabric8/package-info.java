/**
 * Clients of fabric8 for tests. Nothing here is called by tests: inject a {@code KubernetesClient}, or ask for one by
 * {@code access.client(KubernetesClient.class)}.
 */
@NullMarked
package dev.kubeuser.fabric8;

import org.jspecify.annotations.NullMarked;
