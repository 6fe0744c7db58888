/**
 * What a session holds: a cluster, subjects with their access, applied policies, and records. The holder of each closes
 * it. None depends on JUnit.
 */
@NullMarked
package dev.kubeuser.session.internal;

import org.jspecify.annotations.NullMarked;
