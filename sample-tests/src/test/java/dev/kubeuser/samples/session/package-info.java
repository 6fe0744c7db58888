/** A cluster, users and a policy without JUnit. */
@NullMarked
package dev.kubeuser.samples.session;

import org.jspecify.annotations.NullMarked;
