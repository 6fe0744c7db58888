/**
 * Says what a run record proves: coverage, mutants and the least privilege.
 */
@NullMarked
package dev.kubeuser.coverage.internal.analysis;

import org.jspecify.annotations.NullMarked;
