/**
 * What a test gets, put together in one place: {@link dev.kubeuser.run.internal.ClusterRun} wires a cluster, its
 * subjects, its policy and its records, by the settings. The extension and a session say how long each lives. None
 * depends on JUnit.
 */
@NullMarked
package dev.kubeuser.run.internal;

import org.jspecify.annotations.NullMarked;
