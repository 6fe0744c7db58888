/** Records access reviews and requests of tests on a cluster, each with the policy in force at that time. */
@NullMarked
package dev.kubeuser.coverage.internal.recording;

import org.jspecify.annotations.NullMarked;
