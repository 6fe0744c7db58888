// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import dev.kubeuser.cluster.ClusterAuthentication;
import java.lang.reflect.Executable;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Has the tests of a class run one after another if one of them may change their cluster for all of them. */
final class ClusterLocks implements ResourceLocksProvider {

    @Override
    public Set<Lock> provideForClass(Class<?> testClass) {
        return isChanging(testClass)
                ? Set.of(new Lock("the cluster of " + testClass.getName(), ResourceAccessMode.READ_WRITE))
                : Set.of();
    }

    @Override
    public Set<Lock> provideForNestedClass(List<Class<?>> enclosingInstanceTypes, Class<?> testClass) {
        return provideForClass(testClass);
    }

    private static boolean isChanging(Class<?> type) {
        Stream<Class<?>> injected = Stream.concat(
                ReflectionSupport.findFields(type, field -> true, HierarchyTraversalMode.TOP_DOWN).stream()
                        .map(field -> field.getType()),
                Stream.concat(
                                Stream.of(type.getDeclaredConstructors()),
                                ReflectionSupport.findMethods(type, method -> true, HierarchyTraversalMode.TOP_DOWN)
                                        .stream())
                        .map(Executable::getParameterTypes)
                        .flatMap(Stream::of));
        return injected.anyMatch(ClusterAuthentication.class::equals)
                || ReflectionSupport.findNestedClasses(type, ClusterLocks::isOfTests).stream()
                        .anyMatch(ClusterLocks::isChanging);
    }

    /** Another nested class may extend the class around it, so its nested classes have no end. */
    private static boolean isOfTests(Class<?> nested) {
        return AnnotationSupport.isAnnotated(nested, Nested.class);
    }
}
