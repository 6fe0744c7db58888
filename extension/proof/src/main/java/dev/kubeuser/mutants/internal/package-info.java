/** Mutants of the policy under test: small changes, and whether an assertion fails on each. */
@NullMarked
package dev.kubeuser.mutants.internal;

import org.jspecify.annotations.NullMarked;
