/** Requests that were refused although no test expects it: why, and which rule is missing. */
@NullMarked
package dev.kubeuser.denials.internal;

import org.jspecify.annotations.NullMarked;
