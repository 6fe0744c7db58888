/**
 * What a session holds: a cluster, subjects with their access, applied policies, and what is recorded of them. Each is closed by
 * whoever holds it; none knows JUnit.
 */
@NullMarked
package dev.kubeuser.session.internal;

import org.jspecify.annotations.NullMarked;
