package dev.kubeuser.internal.plan;

import dev.kubeuser.internal.jupiter.ClusterScope;
import dev.kubeuser.internal.jupiter.PolicyScope;
import java.lang.reflect.Parameter;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Puts the names of namespaces into parameters. */
public final class NamespaceInjection {

    private NamespaceInjection() {}

    public static boolean isWanted(Parameter parameter) {
        return !PolicyLevel.names(parameter).isEmpty();
    }

    static String name(Parameter parameter) {
        var names = PolicyLevel.names(parameter);
        if (names.size() > 1) {
            throw new ExtensionConfigurationException(
                    "On " + Places.of(parameter) + " stand several @KubeNamespace; it can hold one name only");
        }
        return names.iterator().next();
    }

    public static String resolve(Parameter parameter, ExtensionContext context) {
        return new PolicyScope(context, new ClusterScope(context))
                .createdNamespace(PolicyLevel.of(context), name(parameter));
    }
}
