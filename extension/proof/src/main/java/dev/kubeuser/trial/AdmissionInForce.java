package dev.kubeuser.trial;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.jupiter.internal.PolicyMutator;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The policies of admission that are in force in one run of the tests of a class.
 *
 * @param mutant what is mutated; {@code null} for none
 * @param seen the objects that tests apply, by file and line
 * @param writes the writes that tests try
 */
record AdmissionInForce(@Nullable AdmissionMutant mutant, Map<String, ManifestObject> seen, WriteRun writes)
        implements PolicyMutator {

    AdmissionInForce(@Nullable AdmissionMutant mutant, WriteRun.HeardWrite each) {
        this(mutant, new ConcurrentHashMap<>(), new WriteRun(each));
    }

    /** Runs the tests of a class and returns the failures. */
    List<String> run(TrialSession session, Class<?> testClass) {
        session.put(PolicyMutator.class, this);
        try (writes) {
            return session.run(testClass);
        }
    }

    /** Runs the tests one after another, for what is tried beside them. What it may cause in them says nothing about them. */
    void runInTurn(TrialSession session, Class<?> testClass) {
        session.put(PolicyMutator.class, this);
        try (writes) {
            session.runInTurn(testClass);
        }
    }

    @Override
    public Manifests mutate(KubeAccess admin, Manifests manifests, String namespace, OwnNamespaces own) {
        MutantInForce.requireOwn(admin);
        writes.begin(admin, manifests, namespace, own);
        Manifests changed = manifests;
        for (ManifestObject object : manifests.objects()) {
            String key = own.written(object.toString());
            seen.put(key, object);
            if (mutant != null && mutant.key().equals(key)) {
                changed = changed.replacing(object, mutant.replacement(writes::real));
            }
        }
        return changed;
    }

    boolean isMade() {
        return mutant != null && seen.containsKey(mutant.key());
    }
}
