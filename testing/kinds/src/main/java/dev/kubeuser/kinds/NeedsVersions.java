// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The minors of Kubernetes whose programs a test starts. Without one of them on the class path the test is not run, and
 * says so; if the environment variable KUBEUSER_REQUIRE names it, as in {@code control-plane-1.34}, the test fails
 * instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KindCondition.class)
public @interface NeedsVersions {

    /** {@return the minors, for example {@code 1.34}} */
    String[] value();
}
