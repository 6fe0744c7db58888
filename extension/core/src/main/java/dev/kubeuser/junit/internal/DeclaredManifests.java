package dev.kubeuser.junit.internal;

import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.settings.internal.Settings;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.text.StringSubstitutor;
import org.apache.commons.text.lookup.StringLookup;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What one {@code @KubeManifests} declares. A mistake in it or its files is an error that names its place.
 *
 * @param sources files, directories and globs
 * @param namespace the namespace of objects that name none, or empty for the default
 * @param createNamespaces whether missing namespaces are created
 */
public record DeclaredManifests(List<String> sources, String namespace, boolean createNamespaces) {

    static final String NAMESPACE = "kubeuser.namespace";

    /** Returns the placeholder for a namespace in manifests. */
    static String placeholder(String namespace) {
        return namespace.isEmpty() ? NAMESPACE : NAMESPACE + "." + namespace;
    }

    /** Reads the manifests at once. */
    PolicyPlan.Planned plan(String place, Map<String, String> placeholders, Settings settings) {
        Manifests manifests = load(place, placeholders, settings::parameter);
        return new PolicyPlan.Planned(
                (cluster, earlier) -> manifests, namespace(place, placeholders), createNamespaces);
    }

    /** Reads the manifests, and fills in the configuration parameters that their sources name. */
    Manifests load(String place, Map<String, String> placeholders, StringLookup parameters) {
        try {
            namespace(place, placeholders);
            UnaryOperator<String> filledIn = filledIn("@KubeManifests on " + place, parameters);
            return Manifests.load(placeholders, sources.stream().map(filledIn).toList());
        } catch (ManifestException malformed) {
            throw new ExtensionConfigurationException(
                    "@KubeManifests on " + place + ": " + malformed.getMessage(), malformed);
        }
    }

    /**
     * Fills in the configuration parameters that the paths of an annotation name, as in {@code ${policies}}.
     *
     * @param annotation the annotation and its place, for messages
     * @param parameters the values of configuration parameters
     */
    static UnaryOperator<String> filledIn(String annotation, StringLookup parameters) {
        StringSubstitutor substitutor = new StringSubstitutor(parameters).setEnableUndefinedVariableException(true);
        return source -> filledIn(annotation, source, substitutor);
    }

    private static String filledIn(String annotation, String source, StringSubstitutor substitutor) {
        try {
            return substitutor.replace(source);
        } catch (IllegalArgumentException undefined) {
            throw new ExtensionConfigurationException(
                    annotation + ": the source " + source
                            + " names a configuration parameter without a value: set it, as"
                            + " by -Dpolicies=DIRECTORY for ${policies}, or give it a default, as in"
                            + " ${policies:-deploy/rbac/}",
                    undefined);
        } catch (IllegalStateException endless) {
            throw new ExtensionConfigurationException(
                    annotation + ": the source " + source + " names a configuration parameter whose value names itself:"
                            + " give it a value without ${...}",
                    endless);
        }
    }

    /** Returns the namespace of objects that name none. */
    String namespace(String place, Map<String, String> placeholders) {
        if (namespace.isEmpty()) {
            return placeholders.getOrDefault(NAMESPACE, ApplyOptions.defaults().namespace());
        }
        String real = namespace;
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
}
