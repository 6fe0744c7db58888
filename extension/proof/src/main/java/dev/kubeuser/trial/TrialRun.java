package dev.kubeuser.trial;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.junit.internal.PolicyMutator;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.mutants.internal.Mutation;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.settings.internal.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** One run of the tests of a class, as its policies are written or with a mutant in force. Thread-safe. */
final class TrialRun implements PolicyMutator {

    private final @Nullable Mutation mutation;
    private final OwnNamespaces ofMutated;
    private final Map<String, ManifestObject> applied = new HashMap<>();
    private OwnNamespaces own = OwnNamespaces.none();

    /**
     * Creates a run that nothing was applied in yet.
     *
     * @param mutation what is changed; {@code null} for nothing
     * @param ofMutated the namespaces made for tests that it names; they have another name in each run
     */
    TrialRun(@Nullable Mutation mutation, OwnNamespaces ofMutated) {
        this.mutation = mutation;
        this.ofMutated = ofMutated;
    }

    @Override
    public synchronized Manifests mutate(
            KubeAccess admin, Manifests manifests, String namespace, OwnNamespaces declared) {
        if (ManagedCluster.of(admin.cluster()).isOfOthers()) {
            throw new ExtensionConfigurationException("A mutant is not for a cluster that others use: try mutants on a"
                    + " cluster of their own, with " + Setting.CLUSTER.key() + "=embedded or k3s");
        }
        own = own.with(declared);
        Manifests changed = manifests;
        for (ManifestObject object : manifests.objects()) {
            String written = declared.written(object.toString());
            applied.put(written, object);
            if (mutation != null
                    && written.equals(ofMutated.written(mutation.source().toString()))) {
                changed = changed.replacing(object, replacement(mutation));
            }
        }
        return changed;
    }

    private List<JsonObject> replacement(Mutation mutation) {
        return mutation.replacement().stream()
                .map(json -> JsonParser.parseString(real(json.toString())).getAsJsonObject())
                .toList();
    }

    /** A text on what is mutated, with the names of this run. */
    synchronized String real(String text) {
        String real = ofMutated.written(text);
        for (String name : own.declared().keySet()) {
            real = real.replace(own.written(name), name);
        }
        return real;
    }

    /** The objects that tests applied, by kind, name, file and line as in manifests. */
    synchronized Map<String, ManifestObject> applied() {
        return Map.copyOf(applied);
    }

    synchronized OwnNamespaces own() {
        return own;
    }
}
