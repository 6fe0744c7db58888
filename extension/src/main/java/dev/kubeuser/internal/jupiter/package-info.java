/**
 * Provides in JUnit's stores what a plan asks for.
 */
@NullMarked
package dev.kubeuser.internal.jupiter;

import org.jspecify.annotations.NullMarked;
