/** Holds the superclass of this library's exceptions. Each package adds its own subclasses. */
@NullMarked
package dev.kubeuser.error;

import org.jspecify.annotations.NullMarked;
