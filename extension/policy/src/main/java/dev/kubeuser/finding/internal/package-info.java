/** What is found in a policy, by tests of it or by a change of it, and the formats in which it is told. */
@NullMarked
package dev.kubeuser.finding.internal;

import org.jspecify.annotations.NullMarked;
