package dev.kubeuser.internal.plan;

import dev.kubeuser.internal.jupiter.PolicyScope;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Reads all manifests of a test class, those of its methods too, before a cluster is started for it. */
public final class PolicyCheck {

    private static final Pattern NAME = Pattern.compile("([a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?)?");

    private final PolicyScope scope;

    public PolicyCheck(PolicyScope scope) {
        this.scope = scope;
    }

    public void ofClass(ExtensionContext context) {
        PolicyLevel ofClass = PolicyLevel.of(context);
        checkAround(ofClass);
        Class<?> type = context.getRequiredTestClass();
        ReflectionSupport.findMethods(type, method -> true, HierarchyTraversalMode.TOP_DOWN)
                .forEach(method -> check(ofClass, method));
        Stream.of(type.getDeclaredConstructors()).forEach(PolicyCheck::checkParameters);
    }

    /** For a method whose class does not know this extension. */
    public void ofMethod(ExtensionContext context) {
        checkParameters(context.getRequiredTestMethod());
        checkAround(PolicyLevel.of(context));
    }

    private void checkAround(PolicyLevel level) {
        if (level.outer() != null) {
            checkAround(level.outer());
        }
        level.namespaces().forEach(name -> requireName(name, level.place()));
        level.manifests().forEach(declared -> scope.load(level, declared));
    }

    /** What is of a method has names of its own only when the method runs; any will do to find mistakes. */
    private void check(PolicyLevel ofClass, Method method) {
        checkParameters(method);
        PolicyLevel level = ofClass.method(method);
        Map<String, String> placeholders = new TreeMap<>(scope.placeholders(ofClass));
        for (String name : level.namespaces()) {
            requireName(name, level.place());
            placeholders.put(DeclaredManifests.placeholder(name), "any");
        }
        level.manifests().forEach(declared -> scope.load(level, declared, placeholders));
    }

    private static void checkParameters(Executable executable) {
        Arrays.stream(executable.getParameters())
                .filter(NamespaceInjection::isWanted)
                .forEach(PolicyCheck::check);
    }

    private static void check(Parameter parameter) {
        requireName(NamespaceInjection.name(parameter), Places.of(parameter));
        if (parameter.getType() != String.class) {
            throw new ExtensionConfigurationException("@KubeNamespace on " + Places.of(parameter)
                    + ": the name of a namespace is a String, and so has to be the parameter");
        }
    }

    private static void requireName(String name, String place) {
        if (!NAME.matcher(name).matches()) {
            throw new ExtensionConfigurationException("@KubeNamespace on " + place + ": \"" + name
                    + "\" cannot be part of a namespace's name: up to 30 lower-case letters, digits and dashes are"
                    + " needed, with a letter or digit at both ends");
        }
    }
}
