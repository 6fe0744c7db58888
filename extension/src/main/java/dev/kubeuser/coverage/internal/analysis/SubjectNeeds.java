package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.DecisionSource;
import dev.kubeuser.manifest.internal.ManifestYaml;
import dev.kubeuser.rbac.RequestAttributes;
import io.kubernetes.client.common.KubernetesObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one subject needs.
 *
 * @param subject as in bindings, for example {@code ServiceAccount ci/deployer}
 * @param source from what that is known: from what it really did, or else from what assertions asked
 * @param objects the smallest roles that allow it, each with a binding
 * @param excess what the policy under test grants beyond that
 */
public record SubjectNeeds(
        String subject, DecisionSource source, List<KubernetesObject> objects, List<ExcessPermission> excess) {

    /** Copies the lists. */
    public SubjectNeeds {
        objects = List.copyOf(objects);
        excess = List.copyOf(excess);
    }

    static SubjectNeeds of(
            Grantee grantee,
            DecisionSource source,
            Collection<RequestAttributes> requests,
            List<ExcessPermission> excess) {
        Map<String, SmallestRole> roles = new TreeMap<>();
        requests.forEach(request ->
                roles.computeIfAbsent(request.namespace(), SmallestRole::new).add(request));
        SmallestRole everywhere = roles.get("");
        if (everywhere != null) {
            roles.values().forEach(role -> role.leaveOut(everywhere));
        }
        List<KubernetesObject> objects = roles.values().stream()
                .filter(role -> !role.isEmpty())
                .flatMap(role -> role.objects(grantee).stream())
                .toList();
        return new SubjectNeeds(grantee.toString(), source, objects, excess);
    }

    /**
     * {@return the roles and bindings as YAML}
     */
    public String yaml() {
        StringBuilder yaml = new StringBuilder();
        objects.forEach(object -> yaml.append("---\n").append(ManifestYaml.write(object)));
        return yaml.toString();
    }
}
