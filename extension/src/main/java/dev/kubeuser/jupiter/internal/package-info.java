/**
 * Provides in JUnit's stores what a plan asks for.
 */
@NullMarked
package dev.kubeuser.jupiter.internal;

import org.jspecify.annotations.NullMarked;
