// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.run.internal.Denials;
import dev.kubeuser.table.internal.AccessTableFile;
import dev.kubeuser.table.internal.IdentityTableFile;
import dev.kubeuser.table.internal.Line;
import dev.kubeuser.table.internal.TableText;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The declarations of a test method in addition to those of its class: subjects, policy, parameters, and the lines of
 * its table.
 */
final class MethodPlan {

    private final ClassPlan ofClass;
    private final Declared declared;
    private final Method method;
    private final DeclaredSubjects annotated;
    private final DeclaredSubjects subjects;
    private final PolicyPlan policy;
    private final List<Optional<Injection>> parameters;
    private final List<Line> table;
    private final Denials denials;
    private final Map<Executable, List<Optional<Injection>>> lifecycle = new ConcurrentHashMap<>();

    MethodPlan(ClassPlan ofClass, Method method) {
        this.ofClass = ofClass;
        this.declared = ofClass.declared(method);
        this.method = method;
        this.annotated = ofClass.annotatedWith(method);
        this.subjects = annotated.withMentioned(ofClass.onAllFields(), ofClass.onMethods());
        this.policy = new PolicyPlan(
                Places.of(method),
                ofClass.type(),
                null,
                ofClass.policy(),
                namespaces(),
                List.of(declared),
                ofClass.settings());
        this.parameters = ofClass.injections(method, subjects, DeclaredSubjects.NONE, null);
        if (ofClass.hasSayingParameters(method)) {
            ClassPlan.requirePossible(parameters);
        }
        this.table = Stream.concat(
                        declared.accessTable().stream().flatMap(this::lines),
                        declared.identityTable().stream().flatMap(this::identities))
                .toList();
        this.denials = ofMethod();
        denials.requireRecorded(ofClass.report(), Places.of(method));
    }

    /** What is declared on parameters for the subjects that are injected into them, and on the method. */
    private Denials ofMethod() {
        Parameter[] all = method.getParameters();
        Stream<Denials.Rule> onParameters = IntStream.range(0, all.length)
                .boxed()
                .flatMap(index -> ofClass.denialsBeside(all[index], parameters.get(index), policy));
        return ofClass.denials()
                .with(Stream.concat(onParameters, ofClass.denials(declared, Places.of(method), null, policy)));
    }

    /**
     * Returns the namespaces on the method, and those on parameters of it and its lifecycle methods that no class
     * declares.
     */
    private Set<String> namespaces() {
        Set<String> names = new LinkedHashSet<>(declared.namespaces());
        Set<String> around = ofClass.policy().visibleNamespaces().keySet();
        ofClass.namespacesOfParameters(method, around).forEach(names::add);
        ofClass.namespacesAroundTests(around).forEach(names::add);
        return names;
    }

    private Stream<Line> lines(String table) {
        List<Line> lines =
                read(() -> new AccessTableFile(TableText.nextTo(ofClass.type(), table), policy.placeholders()).read());
        lines.forEach(subjects::requireKnown);
        return lines.stream();
    }

    private Stream<Line> identities(String table) {
        return read(() -> new IdentityTableFile(ofClass.type(), table).read(ofClass.cluster()::requireIssuer)).stream();
    }

    private static <T> List<T> read(Supplier<List<T>> table) {
        try {
            return table.get();
        } catch (ConfigurationException mistake) {
            throw new ExtensionConfigurationException(mistake.getMessage(), mistake);
        }
    }

    /** All subjects in the scope of the method. */
    DeclaredSubjects subjects() {
        return subjects;
    }

    /** The subjects annotated on the method and its enclosing classes. */
    DeclaredSubjects annotated() {
        return annotated;
    }

    PolicyPlan policy() {
        return policy;
    }

    /** The effect of denials on the test. */
    Denials denials() {
        return denials;
    }

    /** The lines of the method's {@code @AccessTable} and {@code @IdentityTable}. */
    List<Line> table() {
        return table;
    }

    /**
     * Returns what is injected into a parameter while this method runs, or empty if another resolver is responsible.
     * Without a name, a lifecycle method means the subject of its declaring class; if that declares none, the subject
     * of the test.
     */
    Optional<Injection> injection(Executable executable, int index) {
        return executable.equals(method)
                ? parameters.get(index)
                : lifecycle.computeIfAbsent(executable, this::injections).get(index);
    }

    private List<Optional<Injection>> injections(Executable executable) {
        ClassPlan declaring = ofClass.declaring(executable);
        return declaring.injections(executable, subjects, declaring.subjects(), null);
    }
}
