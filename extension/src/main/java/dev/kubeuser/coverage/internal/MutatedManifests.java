package dev.kubeuser.coverage.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.coverage.Mutant;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.JSON;
import java.util.List;

/**
 * Manifests in which a mistake can be made, to be applied to a cluster.
 *
 * @param manifests without mistake
 * @param namespace where objects are that name none
 * @param own the namespaces that were made for tests
 * @param rest the policy of the cluster that they are for, with Roles that bindings may name
 */
public record MutatedManifests(Manifests manifests, String namespace, OwnNamespaces own, RbacPolicyBuilder rest) {

    private static final String API_VERSION = "rbac.authorization.k8s.io/v1";

    /** What client-java's classes begin with; the rest is the kind. */
    private static final String VERSION = "V1";

    /**
     * {@return the manifests with one mistake in them; the same if it is in other ones}
     *
     * @param mutant the mistake
     */
    public Manifests with(Mutant mutant) {
        PolicyState state = new PolicyState(rest, objects(), List.of());
        Manifests changed = manifests;
        for (PolicyObject object : state.objects()) {
            for (Mutation mutation : Mutation.of(object)) {
                if (mutation.asMutant(own).equals(mutant)) {
                    List<KubernetesObject> others = mutation.change().replace(object, state);
                    changed = changed.replacing(
                            object.source(),
                            others.stream().map(MutatedManifests::json).toList());
                }
            }
        }
        return changed;
    }

    private List<PolicyObject> objects() {
        return manifests.objects().stream()
                .flatMap(object -> PolicyObject.of(object, namespace).stream())
                .toList();
    }

    private static JsonObject json(KubernetesObject object) {
        JsonObject json = JsonParser.parseString(JSON.serialize(object)).getAsJsonObject();
        json.addProperty("apiVersion", API_VERSION);
        json.addProperty("kind", object.getClass().getSimpleName().substring(VERSION.length()));
        return json;
    }
}
