/** What test classes and their methods declare, and how that is provided in JUnit's stores. */
@NullMarked
package dev.kubeuser.junit.internal;

import org.jspecify.annotations.NullMarked;
