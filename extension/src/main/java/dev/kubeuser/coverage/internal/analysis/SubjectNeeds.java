package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.DecisionSource;
import dev.kubeuser.manifest.internal.ManifestYaml;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import io.kubernetes.client.common.KubernetesObject;
import java.util.List;

/**
 * What one subject needs.
 *
 * @param subject as in bindings, for example {@code ServiceAccount ci/deployer}
 * @param source from what that is known: from what it really did, or else from what assertions asked
 * @param objects the smallest roles that allow it, each with a binding
 * @param inferred what of it only second checks need, as far as the policy tells
 * @param excess what the policy under test grants beyond that
 */
public record SubjectNeeds(
        String subject,
        DecisionSource source,
        List<KubernetesObject> objects,
        List<RequestAttributes> inferred,
        List<Excess> excess) {

    /** Copies the lists. */
    public SubjectNeeds {
        objects = List.copyOf(objects);
        inferred = List.copyOf(inferred);
        excess = List.copyOf(excess);
    }

    /**
     * What the policy under test grants beyond what is needed.
     *
     * @param binding which grants it
     * @param rule in which it is written
     * @param permission what
     * @param isNeededInPart whether something of it is needed: a {@code *}, a permission for objects of any name or in all
     *     namespaces allows more than that
     */
    public record Excess(BindingReference binding, RbacRule rule, Permission permission, boolean isNeededInPart) {}

    /**
     * {@return the roles and bindings as YAML}
     */
    public String yaml() {
        StringBuilder yaml = new StringBuilder();
        objects.forEach(object -> yaml.append("---\n").append(ManifestYaml.write(object)));
        return yaml.toString();
    }
}
