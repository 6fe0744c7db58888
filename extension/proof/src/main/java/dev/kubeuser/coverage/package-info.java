/** Assertions to add to the tests of a policy. */
@NullMarked
package dev.kubeuser.coverage;

import org.jspecify.annotations.NullMarked;
