// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** A test class that runs once, whatever the number of kinds, because it needs no cluster or starts its own. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RunsOnce {

    /** Excludes these classes from all runs except for the one on the first kind. */
    final class Filter implements PostDiscoveryFilter {

        /** Called by JUnit. */
        public Filter() {}

        @Override
        public FilterResult apply(TestDescriptor descriptor) {
            boolean ranBefore = KindUnderTest.ofBuild()
                    .filter(kind -> kind != Kind.EMBEDDED)
                    .isPresent();
            return FilterResult.includedIf(
                    !ranBefore || !runsOnce(descriptor), () -> "", () -> "runs once, and did before");
        }

        /** Whether a test's class runs once. The class is an ancestor of the test, whatever the engine. */
        private static boolean runsOnce(TestDescriptor descriptor) {
            return Stream.<@Nullable TestDescriptor>iterate(
                            descriptor,
                            Objects::nonNull,
                            each -> each.getParent().orElse(null))
                    .flatMap(each -> each.getSource().stream())
                    .filter(ClassSource.class::isInstance)
                    .map(source -> ((ClassSource) source).getJavaClass())
                    .anyMatch(type -> AnnotationSupport.isAnnotated(type, RunsOnce.class));
        }
    }
}
