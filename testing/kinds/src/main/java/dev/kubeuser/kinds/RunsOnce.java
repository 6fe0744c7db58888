// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test class that runs once, whatever the number of kinds, because it needs no cluster or starts its own. The build
 * excludes its tag from all runs except for the one on the first kind. ArchUnit has tags of its own: a class of rules
 * has {@code @ArchTag(RunsOnce.TAG)} instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag(RunsOnce.TAG)
public @interface RunsOnce {

    /** The tag. */
    String TAG = "runs-once";
}
