// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The only kinds of cluster on which a test can pass. On other kinds it is counted as not applicable, with the reason.
 * {@code docs/development/what-was-run.md} has a table of all such tests.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KindCondition.class)
public @interface RunsOn {

    /** {@return the kinds on which it can pass; by default all except those of {@code except}} */
    Kind[] value() default {Kind.EMBEDDED, Kind.K3S, Kind.EXISTING};

    /** {@return the kinds on which it cannot pass} */
    Kind[] except() default {};

    /** {@return why it cannot pass on the others: a clause without a full stop, as in that table} */
    String because();
}
