/**
 * Mutants of the policy under test, and whether its tests would notice them.
 */
@NullMarked
package dev.kubeuser.coverage;

import org.jspecify.annotations.NullMarked;
