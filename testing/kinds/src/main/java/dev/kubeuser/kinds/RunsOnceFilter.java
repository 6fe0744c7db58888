package dev.kubeuser.kinds;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** Excludes {@link RunsOnce} classes from all runs except for the one on the first kind. */
public final class RunsOnceFilter implements PostDiscoveryFilter {

    private static final Kind FIRST = Kind.EMBEDDED;

    /** Called by JUnit. */
    public RunsOnceFilter() {}

    @Override
    public FilterResult apply(TestDescriptor descriptor) {
        boolean ranBefore =
                KindUnderTest.ofBuild().filter(kind -> kind != FIRST).isPresent();
        return FilterResult.includedIf(
                !ranBefore || !runsOnce(descriptor), () -> "", () -> "runs once, and did before");
    }

    /** Whether a test's class runs once. The class is an ancestor of the test, whatever the engine. */
    private static boolean runsOnce(TestDescriptor descriptor) {
        return Stream.<@Nullable TestDescriptor>iterate(
                        descriptor, Objects::nonNull, each -> each.getParent().orElse(null))
                .flatMap(each -> each.getSource().stream())
                .filter(ClassSource.class::isInstance)
                .map(source -> ((ClassSource) source).getJavaClass())
                .anyMatch(type -> AnnotationSupport.isAnnotated(type, RunsOnce.class));
    }
}
