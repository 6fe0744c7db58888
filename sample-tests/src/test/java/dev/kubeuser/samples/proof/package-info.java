/** What tests prove about a policy, and what they do not: the report, and mutants that are really in force. */
@NullMarked
package dev.kubeuser.samples.proof;

import org.jspecify.annotations.NullMarked;
