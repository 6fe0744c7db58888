/** The API without JUnit: a cluster, its users and a policy, from a main method or any other test framework. */
@NullMarked
package dev.kubeuser.session;

import org.jspecify.annotations.NullMarked;
