package dev.kubeuser.internal.jupiter;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.apply.SharedObjects;
import dev.kubeuser.coverage.internal.OwnNamespaces;
import dev.kubeuser.internal.plan.DeclaredManifests;
import dev.kubeuser.internal.plan.PolicyLevel;
import dev.kubeuser.internal.plan.TestClasses;
import dev.kubeuser.internal.settings.Setting;
import dev.kubeuser.internal.settings.Settings;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.session.internal.AppliedPolicy;
import dev.kubeuser.session.internal.MutantInForce;
import dev.kubeuser.session.internal.SharedCluster;
import dev.kubeuser.session.internal.TestNamespace;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Manifests and namespaces in JUnit's stores: each with the class or method that declares it, and with the cluster what
 * is applied there and by how many.
 */
public final class PolicyScope {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ExtensionContext context;
    private final ClusterScope scope;

    public PolicyScope(ExtensionContext context, ClusterScope scope) {
        this.context = context;
        this.scope = scope;
    }

    /** Creates and applies what is declared at a level and around it, from the outside in. */
    public void apply(PolicyLevel level) {
        if (level.outer() != null) {
            apply(level.outer());
        }
        level.namespaces().forEach(name -> createdNamespace(level, name));
        for (KubeManifests declared : level.manifests()) {
            store(level)
                    .getOrComputeIfAbsent(
                            new AppliedKey(cluster(), level.element(), declared),
                            key -> apply(level, declared),
                            AppliedPolicy.class);
        }
    }

    private AppliedPolicy apply(PolicyLevel level, KubeManifests declared) {
        ApplyOptions options = options(level, declared);
        OwnNamespaces own = own(level);
        Manifests manifests = MutantInForce.mutate(context, scope, load(level, declared), options.namespace(), own);
        SharedCluster cluster = scope.cluster();
        AppliedPolicy applied =
                new AppliedPolicy(cluster, scope.admin(), admin -> AppliedManifests.apply(manifests, admin, options));
        new RecordScope(context).recorder(scope).ifPresent(recorder -> {
            recorder.own(own);
            applied.recordIn(recorder, options.namespace());
        });
        return applied;
    }

    /** What is declared; read once, before a cluster is started. */
    public Manifests load(PolicyLevel level, KubeManifests declared) {
        return store(level)
                .getOrComputeIfAbsent(
                        new LoadedKey(level.element(), declared),
                        key -> load(level, declared, placeholders(level)),
                        Manifests.class);
    }

    /** The same with values for placeholders, for a level that is not entered yet. */
    public Manifests load(PolicyLevel level, KubeManifests declared, Map<String, String> placeholders) {
        return DeclaredManifests.load(
                declared,
                level.place(),
                placeholders,
                key -> context.getConfigurationParameter(key).orElse(null));
    }

    /** The name of a namespace that is declared at a level or around it. */
    String namespace(PolicyLevel level, String name) {
        PolicyLevel declaring = level.declaring(name);
        return testNamespace(declaring == null ? level : declaring, name).name();
    }

    /** The same, and the namespace is there. */
    public String createdNamespace(PolicyLevel level, String name) {
        PolicyLevel declaring = level.declaring(name);
        PolicyLevel owning = declaring == null ? level : declaring;
        TestNamespace namespace = testNamespace(owning, name);
        return namespace.create(scope.cluster(), scope.admin(), options(owning));
    }

    private TestNamespace testNamespace(PolicyLevel level, String name) {
        return store(level)
                .getOrComputeIfAbsent(
                        new NamespaceKey(level.element(), name),
                        key -> new TestNamespace(name, context.getRequiredTestClass(), level.place()),
                        TestNamespace.class);
    }

    /** What stands in manifests for the namespaces that can be used at a level. */
    public Map<String, String> placeholders(PolicyLevel level) {
        Map<String, String> placeholders = new TreeMap<>();
        for (String name : level.visibleNamespaces()) {
            placeholders.put(DeclaredManifests.placeholder(name), namespace(level, name));
        }
        return placeholders;
    }

    private OwnNamespaces own(PolicyLevel level) {
        Map<String, String> declared = new TreeMap<>();
        level.visibleNamespaces().forEach(name -> declared.put(namespace(level, name), name));
        return new OwnNamespaces(declared);
    }

    private ApplyOptions options(PolicyLevel level) {
        Duration timeout = new Settings(context)
                .read(Setting.POLICY_TIMEOUT, Settings::parseDuration)
                .orElse(TIMEOUT);
        return ApplyOptions.defaults().withTimeout(timeout).sharing(shared(), level.place());
    }

    private ApplyOptions options(PolicyLevel level, KubeManifests declared) {
        return options(level)
                .withCreateNamespaces(declared.createNamespaces())
                .withNamespace(DeclaredManifests.namespace(declared, level.place(), placeholders(level)));
    }

    private SharedObjects shared() {
        return scope.clusterStore()
                .getOrComputeIfAbsent(new SharedKey(cluster()), key -> new SharedObjects(), SharedObjects.class);
    }

    private Object cluster() {
        return scope.clusterKey();
    }

    private ExtensionStore store(PolicyLevel level) {
        @Nullable Class<?> owner = level.owner();
        return ExtensionStore.of(
                owner == null ? TestClasses.contextOfMethod(context) : TestClasses.contextOf(owner, context));
    }

    // With their class or method, for a store also has what is in those around it.

    private record AppliedKey(Object cluster, AnnotatedElement element, KubeManifests declared) {}

    private record LoadedKey(AnnotatedElement element, KubeManifests declared) {}

    private record NamespaceKey(AnnotatedElement element, String name) {}

    private record SharedKey(Object cluster) {}
}
