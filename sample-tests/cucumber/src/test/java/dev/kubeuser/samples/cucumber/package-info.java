/** Cucumber with users of a cluster. */
@NullMarked
package dev.kubeuser.samples.cucumber;

import org.jspecify.annotations.NullMarked;
