/**
 * What a test gets, put together in one place: {@link dev.kubeuser.run.internal.Scope} provides a cluster, its subjects
 * and its policy, by the settings, and reports them to listeners. The extension and a session say how long each lives.
 * Nothing here depends on JUnit.
 */
@NullMarked
package dev.kubeuser.run.internal;

import org.jspecify.annotations.NullMarked;
