/** Which permissions and bindings of the policy under test are covered, and the assertions that would cover more. */
@NullMarked
package dev.kubeuser.coverage.internal;

import org.jspecify.annotations.NullMarked;
