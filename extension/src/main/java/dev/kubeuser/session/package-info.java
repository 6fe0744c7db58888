/**
 * The door without JUnit: a cluster, users of it, and a policy, from a main method or any other test framework.
 */
@NullMarked
package dev.kubeuser.session;

import org.jspecify.annotations.NullMarked;
