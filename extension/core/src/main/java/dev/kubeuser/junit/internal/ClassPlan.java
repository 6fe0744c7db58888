// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.credential.Via;
import dev.kubeuser.junit.internal.DeclaredSubjects.DeclaredSubject;
import dev.kubeuser.run.internal.Denials;
import dev.kubeuser.run.internal.ReportDestination;
import dev.kubeuser.run.internal.RunListener;
import dev.kubeuser.run.internal.Settings;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The declarations of a test class and its enclosing classes: cluster, subjects, policy, and what is injected into each
 * field, constructor and method. Read once, and validated before anything starts.
 */
final class ClassPlan {

    private static final System.Logger LOG = System.getLogger(ClassPlan.class.getName());

    private final Class<?> type;
    private final @Nullable ClassPlan outer;
    private final Declared.Source source;
    private final Map<AnnotatedElement, Declared> read = new ConcurrentHashMap<>();
    private final List<Declared.InCode> registered;
    private final Settings settings;
    private final ReportDestination report;
    private final Via otherwise;
    private final ClusterSettings cluster;
    private final DeclaredSubjects onMethods;
    private final List<DeclaredSubject> onClass;
    private final List<DeclaredSubject> onFields;
    private final DeclaredSubjects annotated;
    private final DeclaredSubjects subjects;
    private final PolicyPlan policy;
    private final Map<Field, Injection> fields = new LinkedHashMap<>();
    private final Denials denials;
    private final Map<Method, MethodPlan> methods = new ConcurrentHashMap<>();
    private final Map<Executable, List<Optional<Injection>>> executables = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /**
     * Reads what a class declares.
     *
     * @param type the test class
     * @param outer the plan of the enclosing class, or {@code null} if there is none
     * @param source where to read it
     * @param ofRun the settings of the run
     * @param launcher the launcher, which knows the kinds of cluster
     * @param version the version of Kubernetes that this run of the class is for; {@code null} for that of the
     *     cluster's configuration
     */
    ClassPlan(
            Class<?> type,
            @Nullable ClassPlan outer,
            Declared.Source source,
            Settings ofRun,
            ClusterLauncher launcher,
            @Nullable KubernetesVersion version) {
        this.type = type;
        this.outer = outer;
        this.source = source;
        this.registered = source.registered(type);
        this.settings = Declared.InCode.settings(ofRun, registered);
        this.report = settings.reportDestination();
        RunListener.Provider.requireIfReported(settings, report);
        this.otherwise = settings.via();
        ClassPlan choosing = choosing();
        this.cluster = ClusterSettings.of(
                choosing.type,
                choosing.declared(choosing.type).cluster().orElse(Declared.OfCluster.NONE),
                this::changed,
                settings,
                launcher,
                version);
        this.onMethods = DeclaredSubjects.NONE.with(methodsWith(method -> true)
                .flatMap(method -> declaredOn(method, null))
                .toList());
        this.onClass = Stream.concat(
                        declaredOn(type, type),
                        registered.stream().flatMap(each -> subjects(each.declared(), placeOfRegistered(), type)))
                .toList();
        this.annotated = withThoseOnClasses(DeclaredSubjects.NONE);
        this.onFields = fieldsWith(Declared::isInjected)
                .flatMap(field -> declaredOn(field, type))
                .toList();
        warnOfMisspelled(annotated, onFields);
        this.subjects = annotated.withMentioned(onAllFields(), onMethods);
        subjects.all().forEach(cluster::require);
        this.policy = new PolicyPlan(
                Places.of(type), type, type, outer == null ? null : outer.policy, namespaces(), ofClass(), settings);
        fieldsWith(Declared::isInjected).forEach(field -> fields.put(field, injected(field)));
        this.denials = denials(outer == null ? Denials.of(settings) : outer.denials);
        denials.requireRecorded(report, Places.of(type));
    }

    /** Returns what an element of the class declares. */
    Declared declared(AnnotatedElement element) {
        return read.computeIfAbsent(element, source::of);
    }

    /** Returns what annotations and registered extensions declare on the class. */
    private List<Declared> ofClass() {
        return Stream.concat(Stream.of(declared(type)), registered.stream().map(Declared.InCode::declared))
                .toList();
    }

    private String placeOfRegistered() {
        return "the extension that " + Places.of(type) + " registers";
    }

    /** Returns the plan of the nearest class that chooses anything of its cluster, or else of the outermost class. */
    private ClassPlan choosing() {
        return outer == null || declared(type).cluster().isPresent() ? this : outer.choosing();
    }

    /** Joins what registered extensions change, from the outermost class in. */
    private ClusterSpec changed(ClusterSpec spec) {
        ClusterSpec changed = outer == null ? spec : outer.changed(spec);
        for (Declared.InCode each : registered) {
            changed = each.cluster().apply(changed);
        }
        return changed;
    }

    /** What is declared on the class, and on fields for the subjects that are injected into them. */
    private Denials denials(Denials around) {
        Stream<Denials.Rule> onFields = fieldsWith(
                        declared -> !declared.denials().isEmpty())
                .flatMap(field -> denialsBeside(field, Optional.ofNullable(fields.get(field)), policy));
        Stream<Denials.Rule> inCode =
                registered.stream().flatMap(each -> denials(each.declared(), placeOfRegistered(), null, policy));
        return around.with(Stream.of(onFields, denials(declared(type), Places.of(type), null, policy), inCode)
                .flatMap(rules -> rules));
    }

    /** Reads the configuration of denials for the subject that is injected into a field or parameter. */
    Stream<Denials.Rule> denialsBeside(AnnotatedElement element, Optional<Injection> injection, PolicyPlan visible) {
        Declared declared = declared(element);
        String place = Places.of(element);
        DeclaredSubject subject = injection.map(Injection::subject).orElse(null);
        if (subject == null && !declared.denials().isEmpty()) {
            throw new ExtensionConfigurationException("@KubeDenials on " + place
                    + " is for no subject: write it beside @KubeUser, @KubeServiceAccount or @KubeIdentity, "
                    + "or on the class");
        }
        return denials(declared, place, subject, visible);
    }

    /** Reads the configuration of denials for one subject, or for all. */
    Stream<Denials.Rule> denials(
            Declared declared, String place, @Nullable DeclaredSubject subject, PolicyPlan visible) {
        return declared.denials().stream()
                .map(said -> new Denials.Rule(
                        "@KubeDenials on " + place,
                        subject == null ? null : subject.spec(),
                        said.mode(),
                        said.expected(),
                        visible.placeholders(),
                        settings));
    }

    /** Returns the namespaces declared on the class, and on parameters of what runs outside of its tests. */
    private Set<String> namespaces() {
        Set<String> names = new LinkedHashSet<>();
        ofClass().forEach(declared -> names.addAll(declared.namespaces()));
        Stream<Executable> outside = Stream.concat(
                Stream.of(type.getDeclaredConstructors()),
                methodsWith(method -> isAnnotated(method, BeforeAll.class) || isAnnotated(method, AfterAll.class)));
        Set<String> around =
                outer == null ? Set.of() : outer.policy.visibleNamespaces().keySet();
        outside.flatMap(executable -> namespacesOfParameters(executable, around))
                .forEach(names::add);
        return names;
    }

    /** Returns the namespaces on the parameters of a method or constructor, except for those already known. */
    Stream<String> namespacesOfParameters(Executable executable, Set<String> known) {
        return Stream.of(executable.getParameters())
                .flatMap(parameter -> declared(parameter).namespaces().stream())
                .filter(name -> !known.contains(name));
    }

    /**
     * Returns the namespaces on parameters of what runs before and after each test of this class and its nested
     * classes.
     */
    Stream<String> namespacesAroundTests(Set<String> known) {
        Stream<String> own = methodsWith(
                        method -> isAnnotated(method, BeforeEach.class) || isAnnotated(method, AfterEach.class))
                .flatMap(method -> namespacesOfParameters(method, known));
        return outer == null ? own : Stream.concat(own, outer.namespacesAroundTests(known));
    }

    private Stream<DeclaredSubject> declaredOn(AnnotatedElement element, @Nullable Class<?> owner) {
        return subjects(declared(element), Places.of(element), owner);
    }

    private Stream<DeclaredSubject> subjects(Declared declared, String place, @Nullable Class<?> owner) {
        return declared.subjects().stream().map(spec -> DeclaredSubject.of(spec, otherwise, place, owner));
    }

    private Stream<Method> methodsWith(Predicate<Method> condition) {
        return ReflectionSupport.findMethods(type, condition, HierarchyTraversalMode.TOP_DOWN).stream();
    }

    private Stream<Field> fieldsWith(Predicate<Declared> condition) {
        return ReflectionSupport.findFields(
                type, field -> condition.test(declared(field)), HierarchyTraversalMode.TOP_DOWN)
                .stream();
    }

    /** Adds what this class and its enclosing classes declare, from the inside out. */
    private DeclaredSubjects withThoseOnClasses(DeclaredSubjects start) {
        DeclaredSubjects all = start.with(onClass);
        return outer == null ? all : outer.withThoseOnClasses(all);
    }

    /** Returns the subjects on fields of this class and its enclosing classes. */
    List<DeclaredSubject> onAllFields() {
        return outer == null
                ? onFields
                : Stream.concat(onFields.stream(), outer.onAllFields().stream()).toList();
    }

    private Injection injected(Field field) {
        if (Modifier.isFinal(field.getModifiers())) {
            throw new ExtensionConfigurationException("The " + Places.of(field) + " is final and cannot be injected");
        }
        Injection injection =
                Injection.of(field, declared(field), subjects, elsewhere()).requirePossible();
        cluster.require(injection, Places.of(field));
        return injection;
    }

    /** Also reports mistakes on the methods and constructors of this class. */
    void validate() {
        methodsWith(this::saysSomething).forEach(this::method);
        Stream.of(type.getDeclaredConstructors())
                .filter(this::saysSomething)
                .forEach(constructor -> requirePossible(injections(constructor)));
    }

    static void requirePossible(List<Optional<Injection>> injections) {
        injections.forEach(each -> each.ifPresent(Injection::requirePossible));
    }

    private boolean saysSomething(Executable executable) {
        return declared(executable).isAnything() || hasSayingParameters(executable);
    }

    boolean hasSayingParameters(Executable executable) {
        return Stream.of(executable.getParameters())
                .anyMatch(parameter -> declared(parameter).isAnything());
    }

    Class<?> type() {
        return type;
    }

    Settings settings() {
        return settings;
    }

    ReportDestination report() {
        return report;
    }

    ClusterSettings cluster() {
        return cluster;
    }

    /** The nearest class that serves webhooks, this one or an enclosing one; {@code null} if none does. */
    @Nullable
    Class<?> webhookOwner() {
        if (ofClass().stream().anyMatch(Declared::hasWebhooks)) {
            return type;
        }
        return outer == null ? null : outer.webhookOwner();
    }

    PolicyPlan policy() {
        return policy;
    }

    /** All subjects in the scope of the class, including those on fields. */
    DeclaredSubjects subjects() {
        return subjects;
    }

    /**
     * The subjects annotated on this class and its enclosing classes. They are provided even if nothing is injected.
     */
    DeclaredSubjects annotated() {
        return annotated;
    }

    /** The injections into fields. */
    Map<Field, Injection> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** The effect of denials on the tests of the class. */
    Denials denials() {
        return denials;
    }

    /** The plan of a test method. */
    MethodPlan method(Method method) {
        return methods.computeIfAbsent(method, each -> new MethodPlan(this, each));
    }

    /**
     * Returns what is injected into the parameters of a constructor or lifecycle method of this class, outside of
     * tests.
     */
    List<Optional<Injection>> injections(Executable executable) {
        return executables.computeIfAbsent(executable, each -> injections(each, subjects, DeclaredSubjects.NONE, type));
    }

    /**
     * Returns what is injected into the parameters of a constructor or method.
     *
     * @param scope the subjects that they can name
     * @param meant the subjects that they mean without a name; if empty, those in scope
     * @param owner the owner of the subjects declared on the executable itself
     */
    List<Optional<Injection>> injections(
            Executable executable, DeclaredSubjects scope, DeclaredSubjects meant, @Nullable Class<?> owner) {
        DeclaredSubjects declaredThere =
                scope.with(declaredOn(executable, owner).toList());
        List<DeclaredSubject> onParameters = Arrays.stream(executable.getParameters())
                .flatMap(parameter -> declaredOn(parameter, owner))
                .toList();
        warnOfMisspelled(declaredThere, onParameters);
        DeclaredSubjects all = declaredThere.withMentioned(onParameters, onMethods);
        all.all().forEach(cluster::require);
        DeclaredSubjects unnamed = meant.isEmpty() ? all : meant;
        return Arrays.stream(executable.getParameters())
                .map(parameter -> injection(parameter, all, unnamed))
                .toList();
    }

    /** Warns once of each: a lifecycle method is planned again for each test. */
    private void warnOfMisspelled(DeclaredSubjects scope, List<DeclaredSubject> mentioned) {
        scope.misspelled(mentioned)
                .filter(warned::add)
                .forEach(warning -> LOG.log(System.Logger.Level.WARNING, "kubeuser: " + warning));
    }

    private Optional<Injection> injection(Parameter parameter, DeclaredSubjects scope, DeclaredSubjects unnamed) {
        Optional<Injection> injection = Injection.of(parameter, declared(parameter), scope, unnamed, elsewhere());
        injection.ifPresent(each -> cluster.require(each, Places.of(parameter)));
        return injection;
    }

    /**
     * Names the other places where subjects are declared. Those of test methods are out of scope in constructors and in
     * what runs once.
     */
    private String elsewhere() {
        return onMethods.isEmpty()
                ? ", the method or the parameter"
                : "; declared on methods, and in scope only there, are " + onMethods.describe();
    }

    DeclaredSubjects onMethods() {
        return onMethods;
    }

    /** Returns the subjects of a method and its enclosing classes. */
    DeclaredSubjects annotatedWith(Method method) {
        return withThoseOnClasses(
                DeclaredSubjects.NONE.with(declaredOn(method, null).toList()));
    }

    /**
     * Returns the innermost plan, from this one outwards, whose class has this method or constructor or inherits it.
     */
    ClassPlan declaring(Executable executable) {
        for (ClassPlan each = this; each != null; each = each.outer) {
            if (executable.getDeclaringClass().isAssignableFrom(each.type)) {
                return each;
            }
        }
        return this;
    }
}
