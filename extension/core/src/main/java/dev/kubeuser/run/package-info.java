/** A session without JUnit, from a main method or any other test framework; a test, and what its denials do. */
@NullMarked
package dev.kubeuser.run;

import org.jspecify.annotations.NullMarked;
