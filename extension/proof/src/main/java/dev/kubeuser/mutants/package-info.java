/** Mutants of the policy under test, and whether its tests notice them. */
@NullMarked
package dev.kubeuser.mutants;

import org.jspecify.annotations.NullMarked;
