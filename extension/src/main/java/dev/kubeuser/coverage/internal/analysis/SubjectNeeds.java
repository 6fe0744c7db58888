package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.DecisionSource;
import dev.kubeuser.manifest.internal.ManifestYaml;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import io.kubernetes.client.common.KubernetesObject;
import java.util.List;

/**
 * The access that one subject needs.
 *
 * @param subject the subject as in bindings, for example {@code ServiceAccount ci/deployer}
 * @param source how that is known: from its requests or, if it sent none, from what assertions asked
 * @param objects the smallest roles that allow it, each with a binding
 * @param inferred the part that only second checks need, as far as the policy tells
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
     * A permission that the policy under test grants beyond what is needed.
     *
     * @param binding the binding that grants it
     * @param rule the rule that contains it
     * @param permission the permission
     * @param isNeededInPart whether a part of it is needed: a {@code *}, or a permission for objects of any name or in
     *     all namespaces, may allow more than that
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
