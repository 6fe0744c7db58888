package dev.kubeuser.internal.plan;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.text.StringSubstitutor;
import org.apache.commons.text.lookup.StringLookup;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** What a {@link KubeManifests} annotation says; a mistake in it or its files is an error that names its place. */
public final class DeclaredManifests {

    private static final String NAMESPACE = "kubeuser.namespace";

    private DeclaredManifests() {}

    /** How manifests name a namespace. */
    public static String placeholder(String namespace) {
        return namespace.isEmpty() ? NAMESPACE : NAMESPACE + "." + namespace;
    }

    /** With the configuration parameters that its sources name. */
    public static Manifests load(
            KubeManifests declared, String place, Map<String, String> placeholders, StringLookup parameters) {
        try {
            namespace(declared, place, placeholders);
            return Manifests.load(placeholders, sources(declared, place, parameters));
        } catch (ManifestException malformed) {
            throw new ExtensionConfigurationException(
                    "@KubeManifests on " + place + ": " + malformed.getMessage(), malformed);
        }
    }

    private static List<String> sources(KubeManifests declared, String place, StringLookup parameters) {
        StringSubstitutor substitutor = new StringSubstitutor(parameters).setEnableUndefinedVariableException(true);
        try {
            return Stream.of(declared.value()).map(substitutor::replace).toList();
        } catch (IllegalArgumentException undefined) {
            throw new ExtensionConfigurationException(
                    "@KubeManifests on " + place + ": a source names a configuration parameter without a value, among "
                            + List.of(declared.value())
                            + ": set it, as by -Dpolicies=DIRECTORY for ${policies}, or give"
                            + " it a default, as in ${policies:-deploy/rbac/}",
                    undefined);
        }
    }

    /** Where objects go that name no namespace. */
    public static String namespace(KubeManifests declared, String place, Map<String, String> placeholders) {
        if (declared.namespace().isEmpty()) {
            return placeholders.getOrDefault(NAMESPACE, ApplyOptions.defaults().namespace());
        }
        String namespace = declared.namespace();
        for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
            namespace = namespace.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
        }
        try {
            return ApplyOptions.defaults().withNamespace(namespace).namespace();
        } catch (IllegalArgumentException malformed) {
            throw new ExtensionConfigurationException(
                    "@KubeManifests on " + place + ": " + malformed.getMessage() + "; placeholders here are "
                            + placeholders.keySet(),
                    malformed);
        }
    }
}
