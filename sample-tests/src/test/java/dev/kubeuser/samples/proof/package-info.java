/** What tests prove about a policy, and what they do not: the report, and mistakes that are really made. */
@NullMarked
package dev.kubeuser.samples.proof;

import org.jspecify.annotations.NullMarked;
