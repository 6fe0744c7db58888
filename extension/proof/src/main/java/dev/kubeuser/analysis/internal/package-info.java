/**
 * What a run proves of the policy under test: coverage, mutants and least privilege together, and the thresholds for
 * them.
 */
@NullMarked
package dev.kubeuser.analysis.internal;

import org.jspecify.annotations.NullMarked;
