/** Policies from files, as they are deployed. */
@NullMarked
package dev.kubeuser.samples.policy;

import org.jspecify.annotations.NullMarked;
