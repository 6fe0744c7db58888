package dev.kubeuser.junit.internal;

import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.settings.internal.Settings;
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
    public record Refusals(DenialMode mode, List<String> expected) {}

    /** The declarations of an extension that serves annotations: none. */
    public static final Declarations NONE = new Declarations(
            List.of(), List.of(), List.of(), Set.of(), List.of(), false, UnaryOperator.identity(), Map.of());

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
        Set<String> allNamespaces = new LinkedHashSet<>(namespaces);
        allNamespaces.addAll(more.namespaces);
        Map<String, String> allOverrides = new HashMap<>(overrides);
        allOverrides.putAll(more.overrides);
        return new Declarations(
                both(specs, more.specs),
                both(declaredManifests, more.declaredManifests),
                both(helmCharts, more.helmCharts),
                allNamespaces,
                both(refusals, more.refusals),
                hasWebhooks || more.hasWebhooks,
                cluster.andThen(more.cluster)::apply,
                allOverrides);
    }

    private static <T> List<T> both(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
