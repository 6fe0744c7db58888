// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.HelmCapabilities;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.Installation;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.run.internal.Setting;
import dev.kubeuser.run.internal.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.text.StringSubstitutor;
import org.apache.commons.text.lookup.StringLookup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The namespaces and manifests that a class or method declares. Namespaces already have their real names, which the
 * manifests are read with.
 */
final class PolicyPlan {

    private static final int LONGEST = 30;

    private final String place;
    private final @Nullable Class<?> owner;
    private final @Nullable PolicyPlan outer;
    private final Map<String, String> namespaces = new LinkedHashMap<>();
    private final List<PlannedManifests> manifests;

    /**
     * Reads the manifests.
     *
     * @param place the place of the class or method, for messages
     * @param type the test class
     * @param owner the same for what a class declares, or {@code null} for what a method declares
     * @param outer the plan of the enclosing class, or {@code null} if there is none
     * @param names the namespaces declared here
     * @param declared what is declared here; charts are applied after the manifests
     * @param settings the settings, and the configuration parameters in sources
     */
    PolicyPlan(
            String place,
            Class<?> type,
            @Nullable Class<?> owner,
            @Nullable PolicyPlan outer,
            Set<String> names,
            List<Declared> declared,
            Settings settings) {
        this.place = place;
        this.owner = owner;
        this.outer = outer;
        for (String each : names) {
            requireName(each, place);
            namespaces.put(each, uniqueName(each, type));
        }
        Map<String, String> placeholders = placeholders();
        this.manifests = Stream.concat(
                        declared.stream()
                                .flatMap(each -> each.manifests().stream())
                                .map(each -> PlannedManifests.of(each, place, placeholders, settings)),
                        declared.stream()
                                .flatMap(each -> each.charts().stream())
                                .map(each -> PlannedManifests.of(each, place, placeholders, settings)))
                .toList();
    }

    static void requireName(String name, String place) {
        boolean isAllowed = name.isEmpty() || (name.length() <= LONGEST && DnsNames.isLabel(name));
        if (!isAllowed) {
            throw new ExtensionConfigurationException("@KubeNamespace on " + place + ": \"" + name
                    + "\" cannot be part of a namespace's name: up to 30 lower-case letters, digits and dashes are"
                    + " needed, with a letter or digit at both ends");
        }
    }

    /** Returns a name that no other test has. */
    private static String uniqueName(String declared, Class<?> testClass) {
        String word = declared.isEmpty()
                ? testClass.getSimpleName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")
                : declared;
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return "kubeuser-" + word.substring(0, Math.min(word.length(), LONGEST)) + "-" + random;
    }

    /** Where it is declared, for messages. */
    String place() {
        return place;
    }

    /** The class, or {@code null} for a method. */
    @Nullable
    Class<?> owner() {
        return owner;
    }

    List<PlannedManifests> manifests() {
        return manifests;
    }

    /** The namespaces declared here: real names by declared names. */
    Map<String, String> namespaces() {
        return Collections.unmodifiableMap(namespaces);
    }

    /** All namespaces that can be used here: real names by declared names. */
    Map<String, String> visibleNamespaces() {
        Map<String, String> all = outer == null ? new TreeMap<>() : new TreeMap<>(outer.visibleNamespaces());
        all.putAll(namespaces);
        return all;
    }

    /** The placeholders that manifests and tables have for the namespaces that can be used here. */
    Map<String, String> placeholders() {
        Map<String, String> placeholders = new TreeMap<>();
        visibleNamespaces().forEach((name, real) -> placeholders.put(PlannedManifests.placeholder(name), real));
        return placeholders;
    }

    /** Returns this plan and its enclosing plans, the outermost first. */
    List<PolicyPlan> outermostFirst() {
        List<PolicyPlan> all = outer == null ? new ArrayList<>() : new ArrayList<>(outer.outermostFirst());
        all.add(this);
        return all;
    }

    /** Returns the nearest plan that declares a namespace. */
    PolicyPlan declaring(String namespace) {
        return namespaces.containsKey(namespace) || outer == null ? this : outer.declaring(namespace);
    }

    /**
     * The objects that one {@code @KubeManifests} or {@code @KubeHelmChart} has applied. A mistake in it or its files
     * is an error that names its place. Manifests are read at once; a chart is rendered once the cluster runs.
     *
     * @param rendered gives the manifests for a cluster, and for those that are applied before
     * @param namespace the namespace of objects that name none
     * @param options changes the other options
     */
    record PlannedManifests(
            BiFunction<Cluster, List<Manifests>, Manifests> rendered,
            String namespace,
            UnaryOperator<ApplyOptions> options) {

        private static final String NAMESPACE = "kubeuser.namespace";

        /** Returns the placeholder for a namespace in manifests. */
        static String placeholder(String namespace) {
            return namespace.isEmpty() ? NAMESPACE : NAMESPACE + "." + namespace;
        }

        static PlannedManifests of(
                Declared.Files declared, String place, Map<String, String> placeholders, Settings settings) {
            Manifests manifests = load(declared, place, placeholders, settings::parameter);
            return new PlannedManifests(
                    (cluster, earlier) -> manifests, namespace(declared, place, placeholders), declared.options());
        }

        /** Reads manifests, and fills in the configuration parameters that their sources name. */
        static Manifests load(
                Declared.Files declared, String place, Map<String, String> placeholders, StringLookup parameters) {
            String annotation = "@KubeManifests on " + place;
            String namespace = namespace(declared, place, placeholders);
            UnaryOperator<String> filledIn = filledIn(
                    annotation,
                    name -> placeholders.containsKey(name) ? placeholders.get(name) : parameters.apply(name));
            try {
                return Manifests.load(
                        placeholders,
                        declared.sources().stream().map(filledIn).toList(),
                        Installation.in(namespace),
                        "");
            } catch (ManifestException malformed) {
                throw new ExtensionConfigurationException(annotation + ": " + malformed.getMessage(), malformed);
            }
        }

        /** Returns the namespace of objects that name none. */
        private static String namespace(Declared.Files declared, String place, Map<String, String> placeholders) {
            if (declared.namespace().isEmpty()) {
                return placeholders.getOrDefault(
                        NAMESPACE, ApplyOptions.defaults().namespace());
            }
            String real = declared.namespace();
            for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
                real = real.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
            }
            try {
                return ApplyOptions.defaults().withNamespace(real).namespace();
            } catch (IllegalArgumentException malformed) {
                throw new ExtensionConfigurationException(
                        "@KubeManifests on " + place + ": " + malformed.getMessage() + "; placeholders here are "
                                + placeholders.keySet(),
                        malformed);
            }
        }

        /** Fills in the configuration parameters that the paths of an annotation name, as in {@code ${policies}}. */
        private static UnaryOperator<String> filledIn(String annotation, StringLookup parameters) {
            StringSubstitutor substitutor = new StringSubstitutor(parameters).setEnableUndefinedVariableException(true);
            return source -> filledIn(annotation + ": the source " + source, source, substitutor);
        }

        private static String filledIn(String what, String source, StringSubstitutor substitutor) {
            try {
                return substitutor.replace(source);
            } catch (IllegalArgumentException undefined) {
                throw new ExtensionConfigurationException(
                        what
                                + " names a configuration parameter without a value: set it, as"
                                + " by -Dpolicies=DIRECTORY for ${policies}, or give it a default, as in"
                                + " ${policies:-deploy/rbac/}",
                        undefined);
            } catch (IllegalStateException endless) {
                throw new ExtensionConfigurationException(
                        what + " names a configuration parameter whose value names itself:"
                                + " give it a value without ${...}",
                        endless);
            }
        }

        /** A missing chart or file of values and an impossible name are errors now. */
        static PlannedManifests of(HelmChart chart, String place, Map<String, String> placeholders, Settings settings) {
            String annotation = "@KubeHelmChart on " + place;
            UnaryOperator<String> filledIn = filledIn(annotation, settings::parameter);
            String path = filledIn.apply(chart.chart());
            boolean hasUsualRelease =
                    chart.release().equals(HelmChart.of(chart.chart()).release());
            HelmChart known = HelmChart.of(path)
                    .withRelease(hasUsualRelease ? HelmChart.of(path).release() : chart.release())
                    .withNamespace(chart.namespace().isEmpty() ? usualNamespace(placeholders) : chart.namespace())
                    .withValues(chart.values().stream().map(filledIn).toArray(String[]::new))
                    .withSet(chart.set().toArray(String[]::new))
                    .withHelm(settings.read(Setting.HELM, Function.identity()).orElse(chart.helm()));
            try {
                known.check(placeholders);
                String namespace = ApplyOptions.defaults()
                        .withNamespace(new Placeholders(placeholders).fillIn(known.namespace()))
                        .namespace();
                return new PlannedManifests(
                        (cluster, earlier) -> render(annotation, known, placeholders, cluster, earlier),
                        namespace,
                        options -> options.withCreateNamespaces(true)
                                .withSkipKinds(chart.skipKinds().toArray(String[]::new)));
            } catch (ManifestException | IllegalArgumentException mistake) {
                throw new ExtensionConfigurationException(annotation + ": " + mistake.getMessage(), mistake);
            }
        }

        /** A release without a namespace goes into that of an unnamed {@code @KubeNamespace}. */
        private static String usualNamespace(Map<String, String> placeholders) {
            return placeholders.containsKey(NAMESPACE)
                    ? "${" + NAMESPACE + "}"
                    : ApplyOptions.defaults().namespace();
        }

        private static Manifests render(
                String annotation,
                HelmChart chart,
                Map<String, String> placeholders,
                Cluster cluster,
                List<Manifests> earlier) {
            HelmCapabilities capabilities =
                    ClusterContext.of(cluster).discovery().helmCapabilities();
            for (Manifests manifests : earlier) {
                capabilities = capabilities.with(manifests);
            }
            try {
                return chart.render(capabilities, placeholders, cluster.directory());
            } catch (ManifestException failure) {
                throw new ManifestException(annotation + ": " + failure.getMessage(), failure);
            }
        }
    }
}
