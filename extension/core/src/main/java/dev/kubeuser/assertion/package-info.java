/**
 * AssertJ assertions on access, and the wording of their failures. Begin with
 * {@link dev.kubeuser.assertion.KubeAssertions}.
 */
@NullMarked
package dev.kubeuser.assertion;

import org.jspecify.annotations.NullMarked;
