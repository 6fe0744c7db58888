package dev.kubeuser.plan.internal;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.settings.internal.SettingsCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an extension that a class registers itself declares instead of annotations.
 *
 * @param specs the subjects
 * @param declaredManifests the manifests, in the order in which they are applied
 * @param helmCharts the charts, which are applied after the manifests
 * @param namespaces the namespaces of the class
 * @param overrides values of settings, which take precedence over those of the run
 */
public record Declarations(
        List<SubjectSpec> specs,
        List<DeclaredManifests> declaredManifests,
        List<HelmChart> helmCharts,
        Set<String> namespaces,
        Map<String, String> overrides) {

    /** The declarations of an extension that serves annotations: none. */
    public static final Declarations NONE = new Declarations(List.of(), List.of(), List.of(), Set.of(), Map.of());

    /** Copies the collections. */
    public Declarations {
        specs = List.copyOf(specs);
        declaredManifests = List.copyOf(declaredManifests);
        helmCharts = List.copyOf(helmCharts);
        namespaces = Set.copyOf(namespaces);
        overrides = Map.copyOf(overrides);
    }

    Stream<DeclaredSubject> subjects(Class<?> owner) {
        String place = "the extension that " + Places.of(owner) + " registers";
        return specs.stream().map(spec -> new DeclaredSubject(spec, false, place, owner));
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

        public void manifests(String... sources) {
            manifests.add(new DeclaredManifests(List.of(sources), "", false));
        }

        public void chart(HelmChart chart) {
            charts.add(chart);
        }

        public void namespace(String name) {
            namespaces.add(name);
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
            return new Declarations(specs, manifests, charts, namespaces, overrides);
        }
    }
}
