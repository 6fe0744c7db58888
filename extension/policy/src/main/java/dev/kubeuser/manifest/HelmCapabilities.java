// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.manifest.internal.CustomResourceDefinition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * The Kubernetes that a chart is rendered for, which templates see as {@code .Capabilities}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param kubeVersion the version, for example {@code v1.36.3}
 * @param apiVersions what is served besides the APIs that Helm was built with: versions of groups and, after another
 *     slash, kinds in them, as in {@code monitoring.coreos.com/v1/ServiceMonitor}
 * @see <a href="https://helm.sh/docs/chart_template_guide/builtin_objects/">Built-in Objects</a>
 */
@API(status = API.Status.INTERNAL)
public record HelmCapabilities(String kubeVersion, List<String> apiVersions) {

    /** Copies the list. */
    public HelmCapabilities {
        apiVersions = List.copyOf(apiVersions);
    }

    /**
     * {@return a Kubernetes that serves what Helm was built with}
     *
     * @param kubeVersion the version, for example {@code v1.36.3}
     */
    public static HelmCapabilities of(String kubeVersion) {
        return of(kubeVersion, List.of());
    }

    /**
     * {@return a Kubernetes that serves more than Helm was built with}
     *
     * @param kubeVersion the version, for example {@code v1.36.3}
     * @param apiVersions versions of groups and, after another slash, kinds in them
     */
    public static HelmCapabilities of(String kubeVersion, List<String> apiVersions) {
        return new HelmCapabilities(kubeVersion, apiVersions);
    }

    /**
     * {@return a copy that also serves the custom resources that manifests define}
     *
     * @param manifests with CustomResourceDefinitions or without; malformed ones define nothing
     */
    public HelmCapabilities with(Manifests manifests) {
        Set<String> all = new LinkedHashSet<>(apiVersions);
        manifests.objects().stream()
                .flatMap(object -> CustomResourceDefinition.of(object).stream())
                .forEach(definition -> definition.versions().forEach(version -> {
                    String apiVersion = definition.group() + "/" + version.name();
                    all.add(apiVersion);
                    all.add(apiVersion + "/" + definition.kind());
                }));
        return new HelmCapabilities(kubeVersion, List.copyOf(all));
    }
}
