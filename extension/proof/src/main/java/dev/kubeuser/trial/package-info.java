/** Runs tests on each mutant of their policy, on a real cluster. */
@NullMarked
package dev.kubeuser.trial;

import org.jspecify.annotations.NullMarked;
