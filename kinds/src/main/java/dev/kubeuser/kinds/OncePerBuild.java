package dev.kubeuser.kinds;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** Keeps test classes that need no cluster out of all runs but the one on the first kind. */
public final class OncePerBuild implements PostDiscoveryFilter {

    private static final Kind FIRST = Kind.EMBEDDED;

    /** Called by JUnit. */
    public OncePerBuild() {}

    @Override
    public FilterResult apply(TestDescriptor descriptor) {
        boolean ranBefore =
                KindUnderTest.ofBuild().filter(kind -> kind != FIRST).isPresent();
        return FilterResult.includedIf(
                !ranBefore || !needsNoCluster(descriptor), () -> "", () -> "needs no cluster, and ran before");
    }

    /** Of whatever engine a test is: its class is above it. */
    private static boolean needsNoCluster(TestDescriptor descriptor) {
        return Stream.<@Nullable TestDescriptor>iterate(
                        descriptor, Objects::nonNull, each -> each.getParent().orElse(null))
                .flatMap(each -> each.getSource().stream())
                .filter(ClassSource.class::isInstance)
                .map(source -> ((ClassSource) source).getJavaClass())
                .anyMatch(type -> AnnotationSupport.isAnnotated(type, NeedsNoCluster.class));
    }
}
