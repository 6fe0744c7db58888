/**
 * Knows what a cluster has: resources, namespaces, policy, and the objects that manifests applied.
 */
@NullMarked
package dev.kubeuser.discovery.internal;

import org.jspecify.annotations.NullMarked;
