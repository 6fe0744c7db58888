package dev.kubeuser.jupiter.internal;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Warns of test classes that start an API server of their own beside the default kubeconfig: such a test talks to two
 * clusters, and its failures look like wrong answers about RBAC. Thread-safe.
 */
final class SecondApiServer implements TestExecutionListener {

    private static final System.Logger LOG = System.getLogger(SecondApiServer.class.getName());

    /** Of fabric8's kube-api-test, and of jenvtest, which it was before. */
    private static final String ANNOTATION = "EnableKubeAPIServer";

    private final AtomicBoolean isSaid = new AtomicBoolean();

    @Override
    public void executionStarted(TestIdentifier test) {
        test.getSource()
                .filter(ClassSource.class::isInstance)
                .map(source -> ((ClassSource) source).getJavaClass())
                .filter(SecondApiServer::isStartedBy)
                .filter(first -> isSaid.compareAndSet(false, true))
                .ifPresent(first -> LOG.log(
                        System.Logger.Level.WARNING,
                        "kubeuser: " + first.getName() + " has @" + ANNOTATION
                                + " beside kubeuser.default-kubeconfig, so"
                                + " its clients are split over two clusters: remove one of the two"));
    }

    private static boolean isStartedBy(Class<?> testClass) {
        return Stream.<Class<?>>iterate(testClass, Objects::nonNull, Class::getEnclosingClass)
                .flatMap(each -> Arrays.stream(each.getAnnotations()))
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals(ANNOTATION));
    }
}
