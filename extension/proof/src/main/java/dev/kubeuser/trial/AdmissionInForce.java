package dev.kubeuser.trial;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.jupiter.internal.PolicyMutator;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.settings.internal.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** The policies of admission that are in force in one run of the tests of a class. Thread-safe. */
final class AdmissionInForce implements PolicyMutator {

    private final @Nullable AdmissionMutant mutant;
    private final Map<String, ManifestObject> seen = new HashMap<>();
    private final Map<String, String> real = new HashMap<>();
    private OwnNamespaces own = OwnNamespaces.none();

    /**
     * None is in force yet.
     *
     * @param mutant what is mutated; {@code null} for none
     */
    AdmissionInForce(@Nullable AdmissionMutant mutant) {
        this.mutant = mutant;
    }

    /** Runs the tests of a class and returns the failures. */
    List<String> run(TrialSession session, Class<?> testClass) {
        session.put(PolicyMutator.class, this);
        return session.run(testClass);
    }

    @Override
    public synchronized Manifests mutate(
            KubeAccess admin, Manifests manifests, String namespace, OwnNamespaces declared) {
        requireOwn(admin);
        own = own.with(declared);
        declared.declared().keySet().forEach(name -> real.put(own.written(name), name));
        Manifests changed = manifests;
        for (ManifestObject object : manifests.objects()) {
            String key = declared.written(object.toString());
            seen.put(key, object);
            if (mutant != null && mutant.key().equals(key)) {
                changed = changed.replacing(object, mutant.replacement(this::real));
            }
        }
        return changed;
    }

    /** Throws if others use the cluster. */
    private static void requireOwn(KubeAccess admin) {
        if (ManagedCluster.of(admin.cluster()).isOfOthers()) {
            throw new ExtensionConfigurationException("A mutant is not for a cluster that others use: try mutants on a"
                    + " cluster of their own, with " + Setting.CLUSTER.key() + "=embedded or k3s");
        }
    }

    /** The objects that tests apply, by file and line. */
    synchronized Map<String, ManifestObject> seen() {
        return Map.copyOf(seen);
    }

    synchronized OwnNamespaces own() {
        return own;
    }

    /** A text as it is in this run, where namespaces that are made for tests have names of their own. */
    synchronized String real(String written) {
        String text = written;
        for (Map.Entry<String, String> namespace : real.entrySet()) {
            text = text.replace(namespace.getKey(), namespace.getValue());
        }
        return text;
    }

    synchronized boolean isMade() {
        return mutant != null && seen.containsKey(mutant.key());
    }
}
