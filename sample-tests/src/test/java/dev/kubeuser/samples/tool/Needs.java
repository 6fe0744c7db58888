// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tool;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a class without these programs, before a cluster starts; {@link Tools} says when it fails instead. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Needs.Check.class)
public @interface Needs {

    /**
     * The programs.
     *
     * @return their names
     */
    String[] value();

    /** Looks for the programs. */
    final class Check implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            Stream.of(context.getRequiredTestClass().getAnnotation(Needs.class).value())
                    .forEach(program -> Tools.ofThisMachine().need(program));
        }
    }
}
