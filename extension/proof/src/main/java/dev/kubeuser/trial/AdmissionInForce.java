package dev.kubeuser.trial;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.jupiter.internal.PolicyMutator;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.mutants.internal.AdmissionMutations;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The policies of admission that are in force while tests run.
 *
 * @param mutated the one that is mutated; {@code null} for none
 * @param seen the objects that tests apply, by file and line
 */
record AdmissionInForce(AdmissionMutations.@Nullable Mutated mutated, Map<String, ManifestObject> seen)
        implements PolicyMutator {

    AdmissionInForce(AdmissionMutations.@Nullable Mutated mutated) {
        this(mutated, new ConcurrentHashMap<>());
    }

    @Override
    public Manifests mutate(KubeAccess admin, Manifests manifests, String namespace, OwnNamespaces own) {
        MutantInForce.requireOwn(admin);
        Manifests changed = manifests;
        for (ManifestObject object : manifests.objects()) {
            String key = object.toString();
            seen.put(key, object);
            if (mutated != null && mutated.object().toString().equals(key)) {
                List<JsonObject> others = mutated.replacement().stream().toList();
                changed = changed.replacing(object, others);
            }
        }
        return changed;
    }

    boolean isMade() {
        return mutated != null && seen.containsKey(mutated.object().toString());
    }
}
