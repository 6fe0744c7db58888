package dev.kubeuser.kinds;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The only kinds of cluster that a test can hold on. Elsewhere it is counted as not applicable, with the reason; the
 * README has a table of all of them.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RunsOnCondition.class)
public @interface RunsOn {

    /**
     * {@return where it holds}
     */
    Kind[] value();

    /**
     * {@return why it cannot hold on the others: a clause without a full stop, as it stands in the README}
     */
    String because();
}
