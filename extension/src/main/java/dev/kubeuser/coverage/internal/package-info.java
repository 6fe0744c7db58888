/**
 * Records the decisions of a run and analyses them: coverage, mutants, least privilege.
 */
@NullMarked
package dev.kubeuser.coverage.internal;

import org.jspecify.annotations.NullMarked;
