package dev.kubeuser.junit.internal;

import java.lang.reflect.AnnotatedElement;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Says what test classes declare. The entry point reads it from annotations, so that plans know values only. */
public interface DeclarationSource {

    /**
     * Returns what a class, a method, a field or a parameter declares.
     *
     * @throws ExtensionConfigurationException if that is malformed
     */
    Declared of(AnnotatedElement element);

    /** Returns what extensions declare that a class registers itself. */
    List<Declared.InCode> registered(Class<?> type);

    /** Whether a class runs once for each of several versions of Kubernetes. */
    boolean hasVersions(Class<?> type);
}
