package dev.kubeuser.junit.internal;

import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.credential.Via;
import dev.kubeuser.run.internal.RunListener;
import dev.kubeuser.settings.internal.ReportDestination;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.version.KubernetesVersion;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
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
 * What a test class and its enclosing classes declare: cluster, subjects, policy, and what is injected into each field,
 * constructor and method. Read once, and validated before anything starts.
 */
public final class ClassPlan {

    /** A field and what is injected into it. */
    public record InjectedField(Field field, Injection injection) {}

    private static final System.Logger LOG = System.getLogger(ClassPlan.class.getName());

    private final Class<?> type;
    private final @Nullable ClassPlan outer;
    private final DeclarationSource declared;
    private final Settings settings;
    private final ReportDestination report;
    private final Via otherwise;
    private final ClusterSettings cluster;
    private final DeclaredSubjects onMethods;
    private final List<DeclaredSubject> onClass;
    private final List<DeclaredSubject> onFields;
    private final DeclaredSubjects annotated;
    private final DeclaredSubjects subjects;
    private final @Nullable Class<?> webhookOwner;
    private final PolicyPlan policy;
    private final List<InjectedField> fields;
    private final DenialPlan denials;
    private final Map<Method, MethodPlan> methods = new ConcurrentHashMap<>();
    private final Map<Executable, List<Optional<Injection>>> executables = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /**
     * Reads what a class declares.
     *
     * @param type the test class
     * @param outer the plan of the enclosing class, or {@code null} if there is none
     * @param declared where to read it
     * @param settings the settings of the run
     * @param launcher the launcher, which knows the kinds of cluster
     * @param version the version of Kubernetes that this run of the class is for; {@code null} for that of the cluster's
     *     configuration
     */
    public ClassPlan(
            Class<?> type,
            @Nullable ClassPlan outer,
            DeclarationSource declared,
            Settings settings,
            ClusterLauncher launcher,
            @Nullable KubernetesVersion version) {
        this.type = type;
        this.outer = outer;
        this.declared = declared;
        Declarations registered = declared.registered(type);
        this.settings = registered.over(settings);
        this.report = this.settings.reportDestination();
        RunListener.Provider.requireIfReported(this.settings, report);
        this.otherwise = this.settings.value(Setting.VIA, Via::parse);
        this.cluster = ClusterSettings.of(innermostFirst(), declared, this.settings, launcher, version);
        this.onMethods = DeclaredSubjects.NONE.with(methodsWith(declared::hasSubjects)
                .flatMap(method -> declaredOn(method, Places.of(method), null))
                .toList());
        this.onClass = Stream.concat(
                        declaredOn(type, Places.of(type), type),
                        registered.subjects(type).map(subject -> subject.settled(otherwise)))
                .toList();
        this.annotated = around(DeclaredSubjects.NONE.with(onClass), ClassPlan::withDeclared);
        this.onFields =
                ReflectionSupport.findFields(type, declared::hasSubjects, HierarchyTraversalMode.TOP_DOWN).stream()
                        .flatMap(field -> declaredOn(field, Places.of(field), type))
                        .toList();
        warnOfMisspelled(annotated, onFields);
        this.subjects = annotated.withMentioned(allOnFields(), onMethods);
        subjects.all().forEach(cluster::require);
        this.webhookOwner = webhookOwner(registered);
        this.policy = new PolicyPlan(
                Places.of(type),
                type,
                outer == null ? null : outer.policy,
                namespaces(registered),
                name -> PolicyPlan.uniqueName(name, type),
                Stream.concat(declared.manifests(type).stream(), registered.manifests())
                        .toList(),
                Stream.concat(declared.charts(type).stream(), registered.charts())
                        .toList(),
                this.settings);
        this.fields = ReflectionSupport.findFields(type, declared::isInjected, HierarchyTraversalMode.TOP_DOWN).stream()
                .map(this::injected)
                .toList();
        this.denials = denials(outer == null ? DenialPlan.of(this.settings) : outer.denials);
        denials.requireRecorded(this.settings, report, Places.of(type));
    }

    private @Nullable Class<?> webhookOwner(Declarations registered) {
        if (declared.hasWebhooks(type) || registered.hasWebhooks()) {
            return type;
        }
        return outer == null ? null : outer.webhookOwner;
    }

    /** What is declared on the class, and on fields for the subjects that are injected into them. */
    private DenialPlan denials(DenialPlan around) {
        Map<String, String> placeholders = policy.placeholders();
        Stream<DeclaredDenials> onFields =
                ReflectionSupport.findFields(type, declared::hasDenials, HierarchyTraversalMode.TOP_DOWN).stream()
                        .flatMap(field ->
                                DeclaredDenials.on(field, injection(field), Places.of(field), placeholders, declared)
                                        .stream());
        Stream<DeclaredDenials> onClass = Stream.concat(
                declared.denials(type, null, Places.of(type), placeholders).stream(),
                declared.registered(type).denials(type, placeholders));
        return around.with(Stream.concat(onFields, onClass));
    }

    private Optional<Injection> injection(Field field) {
        return fields.stream()
                .filter(injected -> injected.field().equals(field))
                .map(InjectedField::injection)
                .findFirst();
    }

    /** Returns the namespaces declared on the class, and on parameters of what runs outside of its tests. */
    private Set<String> namespaces(Declarations registered) {
        Set<String> names = new LinkedHashSet<>(declared.namespaces(type));
        names.addAll(registered.namespaces());
        Stream<Executable> outside = Stream.concat(
                Stream.of(type.getDeclaredConstructors()),
                methodsWith(method -> isAnnotated(method, BeforeAll.class) || isAnnotated(method, AfterAll.class)));
        Set<String> around =
                outer == null ? Set.of() : outer.policy.visibleNamespaces().keySet();
        outside.flatMap(executable -> declared.namespacesOfParameters(executable, around))
                .forEach(names::add);
        return names;
    }

    /**
     * Returns the namespaces on parameters of what runs before and after each test of this class and its nested
     * classes.
     */
    Stream<String> namespacesAroundTests(Set<String> known) {
        Stream<String> own = methodsWith(
                        method -> isAnnotated(method, BeforeEach.class) || isAnnotated(method, AfterEach.class))
                .flatMap(method -> declared.namespacesOfParameters(method, known));
        return outer == null ? own : Stream.concat(own, outer.namespacesAroundTests(known));
    }

    private Stream<DeclaredSubject> declaredOn(AnnotatedElement element, String place, @Nullable Class<?> owner) {
        return declared.subjects(element, place, owner).stream().map(subject -> subject.settled(otherwise));
    }

    private Stream<Method> methodsWith(Predicate<Method> condition) {
        return ReflectionSupport.findMethods(type, condition, HierarchyTraversalMode.TOP_DOWN).stream();
    }

    /** Adds what the enclosing classes declare, from the inside out. */
    private DeclaredSubjects around(
            DeclaredSubjects start, BiFunction<ClassPlan, DeclaredSubjects, DeclaredSubjects> more) {
        DeclaredSubjects all = start;
        for (ClassPlan each = outer; each != null; each = each.outer) {
            all = more.apply(each, all);
        }
        return all;
    }

    private DeclaredSubjects withDeclared(DeclaredSubjects before) {
        return before.with(onClass);
    }

    private List<DeclaredSubject> allOnFields() {
        List<DeclaredSubject> all = new ArrayList<>(onFields);
        for (ClassPlan each = outer; each != null; each = each.outer) {
            all.addAll(each.onFields);
        }
        return all;
    }

    private InjectedField injected(Field field) {
        if (Modifier.isFinal(field.getModifiers())) {
            throw new ExtensionConfigurationException("The " + Places.of(field) + " is final and cannot be injected");
        }
        Injection injection = Injection.of(field, subjects, elsewhere(), declared);
        if (injection instanceof Injection.Impossible impossible) {
            throw new ExtensionConfigurationException(impossible.why());
        }
        cluster.require(injection, Places.of(field));
        return new InjectedField(field, injection);
    }

    /** Also reports mistakes on the methods and constructors of this class. */
    public void validate() {
        methodsWith(this::saysSomething).forEach(this::method);
        Stream.of(type.getDeclaredConstructors())
                .filter(this::saysSomething)
                .forEach(constructor -> MethodPlan.requirePossible(injections(constructor)));
    }

    private boolean saysSomething(Executable executable) {
        return declared.isDeclaring(executable)
                || Arrays.stream(executable.getParameters()).anyMatch(declared::isDeclaring);
    }

    public Class<?> type() {
        return type;
    }

    public Settings settings() {
        return settings;
    }

    public ReportDestination report() {
        return report;
    }

    public ClusterSettings cluster() {
        return cluster;
    }

    /** The nearest class that serves webhooks, this one or an enclosing one; {@code null} if none does. */
    public @Nullable Class<?> webhookOwner() {
        return webhookOwner;
    }

    public PolicyPlan policy() {
        return policy;
    }

    /** All subjects in the scope of the class, including those on fields. */
    public DeclaredSubjects subjects() {
        return subjects;
    }

    /**
     * The subjects annotated on this class and its enclosing classes. They are provided even if nothing is injected.
     */
    public DeclaredSubjects annotated() {
        return annotated;
    }

    public List<InjectedField> fields() {
        return fields;
    }

    /** What denials do to the tests of the class. */
    public DenialPlan denials() {
        return denials;
    }

    /** The plan of a test method. */
    public MethodPlan method(Method method) {
        return methods.computeIfAbsent(method, each -> new MethodPlan(this, each));
    }

    /**
     * Returns what is injected into the parameters of a constructor or lifecycle method of this class, outside of
     * tests.
     */
    public List<Optional<Injection>> injections(Executable executable) {
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
                scope.with(declaredOn(executable, Places.of(executable), owner).toList());
        List<DeclaredSubject> onParameters = Arrays.stream(executable.getParameters())
                .flatMap(parameter -> declaredOn(parameter, Places.of(parameter), owner))
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
        Optional<Injection> injection = Injection.of(parameter, scope, unnamed, elsewhere(), declared);
        injection.ifPresent(each -> cluster.require(each, Places.of(parameter)));
        return injection;
    }

    /**
     * Says where else subjects are declared. Those of test methods are out of scope in constructors and in what runs
     * once.
     */
    private String elsewhere() {
        return onMethods.isEmpty()
                ? ", the method or the parameter"
                : "; declared on methods, and in scope only there, are " + onMethods.describe();
    }

    DeclarationSource declared() {
        return declared;
    }

    DeclaredSubjects onMethods() {
        return onMethods;
    }

    List<DeclaredSubject> mentionedOnFields() {
        return allOnFields();
    }

    /** Returns the subjects of a method and its enclosing classes. */
    DeclaredSubjects annotatedWith(Method method) {
        DeclaredSubjects own = DeclaredSubjects.NONE.with(
                declaredOn(method, Places.of(method), null).toList());
        return around(own.with(onClass), ClassPlan::withDeclared);
    }

    /**
     * Returns the innermost plan, from this one outwards, whose class has this method or constructor or inherits it.
     */
    public ClassPlan declaring(Executable executable) {
        for (ClassPlan each = this; each != null; each = each.outer) {
            if (executable.getDeclaringClass().isAssignableFrom(each.type)) {
                return each;
            }
        }
        return this;
    }

    /** Names a field of an instance that has one of our types, but no annotation and no value. */
    public Optional<String> fieldLeftNull(Object instance) {
        return ReflectionSupport.findFields(
                        type,
                        field -> Injectable.isOurs(field.getType())
                                && !declared.isInjected(field)
                                && !Modifier.isStatic(field.getModifiers()),
                        HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .filter(field -> field.getDeclaringClass().isInstance(instance) && isNull(field, instance))
                .map(field -> "The " + Places.of(field) + " is null: annotate it with @KubeUser(\"...\") to have it"
                        + " injected; declared are "
                        + (subjects.isEmpty() ? "no subjects" : subjects.describe()))
                .findFirst();
    }

    private static boolean isNull(Field field, Object instance) {
        try {
            field.setAccessible(true);
            return field.get(instance) == null;
        } catch (IllegalAccessException | RuntimeException unreadable) {
            return false;
        }
    }

    private List<Class<?>> innermostFirst() {
        List<Class<?>> classes = new ArrayList<>();
        for (ClassPlan each = this; each != null; each = each.outer) {
            classes.add(each.type);
        }
        return classes;
    }
}
