/** Mutants of the policy under test, and whether its tests notice them. */
@NullMarked
package dev.kubeuser.analysis;

import org.jspecify.annotations.NullMarked;
