// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Comparator;
import java.util.Set;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * Runs the tests of a class one after another, beside other classes. JUnit runs all classes with
 * {@code @Execution(SAME_THREAD)} in one thread, so each would wait for all others.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(providers = InTurn.LockOfClass.class)
public @interface InTurn {

    /**
     * A lock that no other class takes: JUnit then runs what is in the class in one thread. On an existing cluster all
     * such classes take one, since their runs apply objects of the same names to it; on the other kinds each run has a
     * cluster of its own.
     */
    final class LockOfClass implements ResourceLocksProvider {

        @Override
        public Set<Lock> provideForClass(Class<?> testClass) {
            boolean isAlone =
                    KindUnderTest.ofBuild().filter(Kind.EXISTING::equals).isEmpty();
            String name = (isAlone ? testClass : InTurn.class).getName();
            return Set.of(new Lock(name, ResourceAccessMode.READ_WRITE));
        }
    }

    /**
     * Begins with the classes that have an {@link Order} and goes on with those in turn, which take longer than others,
     * so that none of them is left alone at the end.
     */
    final class First implements ClassOrderer {

        @Override
        public void orderClasses(ClassOrdererContext context) {
            context.getClassDescriptors()
                    .sort(Comparator.comparing(First::order)
                            .thenComparing(testClass -> !testClass.isAnnotated(InTurn.class)));
        }

        private static int order(ClassDescriptor testClass) {
            return testClass.findAnnotation(Order.class).map(Order::value).orElse(Order.DEFAULT);
        }
    }
}
