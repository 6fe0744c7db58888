package dev.kubeuser.plan.internal;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.settings.internal.SettingsCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What an extension that a class registers itself declares instead of annotations.
 *
 * @param specs the subjects
 * @param declaredManifests the manifests, in the order in which they are applied
 * @param helmCharts the charts, which are applied after the manifests
 * @param namespaces the namespaces of the class
 * @param refusals what denials do, each as an annotation says it
 * @param hasWebhooks whether the class serves webhooks
 * @param cluster what changes in the cluster that settings and annotations specify
 * @param overrides values of settings, which take precedence over those of the run
 */
public record Declarations(
        List<SubjectSpec> specs,
        List<DeclaredManifests> declaredManifests,
        List<HelmChart> helmCharts,
        Set<String> namespaces,
        List<Refusals> refusals,
        boolean hasWebhooks,
        UnaryOperator<ClusterSpec> cluster,
        Map<String, String> overrides) {

    /** What one call says of denials. */
    private record Refusals(DenialMode mode, List<String> expected) {}

    /** The declarations of an extension that serves annotations: none. */
    public static final Declarations NONE = new Collector().declarations();

    /** Copies the collections. */
    public Declarations {
        specs = List.copyOf(specs);
        declaredManifests = List.copyOf(declaredManifests);
        helmCharts = List.copyOf(helmCharts);
        namespaces = Set.copyOf(namespaces);
        refusals = List.copyOf(refusals);
        overrides = Map.copyOf(overrides);
    }

    Stream<DeclaredSubject> subjects(Class<?> owner) {
        String place = place(owner);
        return specs.stream().map(spec -> new DeclaredSubject(spec, false, place, owner));
    }

    private static String place(Class<?> owner) {
        return "the extension that " + Places.of(owner) + " registers";
    }

    Stream<DeclaredDenials> denials(Class<?> owner, Map<String, String> placeholders) {
        return refusals.stream()
                .map(each -> DeclaredDenials.of(null, each.mode(), each.expected(), place(owner), placeholders));
    }

    Stream<DeclaredManifests> manifests() {
        return declaredManifests.stream();
    }

    Stream<DeclaredChart> charts() {
        return helmCharts.stream().map(DeclaredChart::new);
    }

    Settings over(Settings settings) {
        return overrides.isEmpty() ? settings : settings.with(overrides);
    }

    /** Returns these declarations and those of another extension of the same class. */
    public Declarations and(Declarations more) {
        Collector both = new Collector();
        List.of(this, more).forEach(each -> {
            both.specs.addAll(each.specs);
            both.manifests.addAll(each.declaredManifests);
            both.charts.addAll(each.helmCharts);
            both.namespaces.addAll(each.namespaces);
            both.refusals.addAll(each.refusals);
            both.hasWebhooks |= each.hasWebhooks;
            both.cluster(each.cluster);
            both.overrides.putAll(each.overrides);
        });
        return both.declarations();
    }

    /** Collects declarations and reports mistakes at once. */
    public static final class Collector {

        private final List<SubjectSpec> specs = new ArrayList<>();
        private final List<DeclaredManifests> manifests = new ArrayList<>();
        private final List<HelmChart> charts = new ArrayList<>();
        private final Set<String> namespaces = new LinkedHashSet<>();
        private final List<Refusals> refusals = new ArrayList<>();
        private boolean hasWebhooks;
        private UnaryOperator<ClusterSpec> cluster = UnaryOperator.identity();
        private final Map<String, String> overrides = new HashMap<>();

        public void user(String name, String... groups) {
            specs.add(UserSpec.named(name).withGroups(groups));
        }

        public void serviceAccount(String account) {
            specs.add(ServiceAccountSpec.parse(account));
        }

        public void subject(SubjectSpec spec) {
            specs.add(spec);
        }

        public void manifests(List<String> sources, String namespace, boolean createNamespaces) {
            manifests.add(new DeclaredManifests(List.copyOf(sources), namespace, createNamespaces));
        }

        public void chart(HelmChart chart) {
            charts.add(chart);
        }

        public void namespace(String name) {
            namespaces.add(name);
        }

        public void denials(DenialMode mode, List<String> expected) {
            refusals.add(new Refusals(mode, List.copyOf(expected)));
        }

        public void webhooks() {
            hasWebhooks = true;
        }

        public void cluster(UnaryOperator<ClusterSpec> change) {
            cluster = cluster.andThen(change)::apply;
        }

        public void cluster(ClusterKind kind) {
            if (kind == ClusterKind.DEFAULT) {
                overrides.remove(Setting.CLUSTER.key());
            } else {
                overrides.put(Setting.CLUSTER.key(), kind.provider());
            }
        }

        public void setting(String key, String value) {
            SettingsCheck.requireKnown(Set.of(key), "KubeUserExtension.builder()");
            overrides.put(key, value);
        }

        public Declarations declarations() {
            return new Declarations(specs, manifests, charts, namespaces, refusals, hasWebhooks, cluster, overrides);
        }
    }
}
