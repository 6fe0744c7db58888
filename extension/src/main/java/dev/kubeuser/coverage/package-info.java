/**
 * What the tests of a run covered of the policy under test: recorded decisions, coverage, mutants, least privilege.
 */
@NullMarked
package dev.kubeuser.coverage;

import org.jspecify.annotations.NullMarked;
