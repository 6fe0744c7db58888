/** Provides what a plan declares, in JUnit's stores. */
@NullMarked
package dev.kubeuser.jupiter.internal;

import org.jspecify.annotations.NullMarked;
