/**
 * What happened, for people and for programs.
 *
 * <p>Builds on {@link dev.kubeuser.proof}. Begin with {@link dev.kubeuser.report.ProofReport}.
 */
@NullMarked
package dev.kubeuser.report;

import org.jspecify.annotations.NullMarked;
