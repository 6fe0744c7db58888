package dev.kubeuser.kinds;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** Keeps {@link RunsOnce} classes out of all runs but the one on the first kind. */
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

    /** Of whatever engine a test is: its class is above it. */
    private static boolean runsOnce(TestDescriptor descriptor) {
        return Stream.<@Nullable TestDescriptor>iterate(
                        descriptor, Objects::nonNull, each -> each.getParent().orElse(null))
                .flatMap(each -> each.getSource().stream())
                .filter(ClassSource.class::isInstance)
                .map(source -> ((ClassSource) source).getJavaClass())
                .anyMatch(type -> AnnotationSupport.isAnnotated(type, RunsOnce.class));
    }
}
