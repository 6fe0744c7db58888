package dev.kubeuser.leastprivilege.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.coverage.internal.Permission;
import dev.kubeuser.manifest.internal.ManifestYaml;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.record.internal.DecisionSource;
import dev.kubeuser.request.RequestAttributes;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The access that one subject needs.
 *
 * @param subject the subject as in bindings, for example {@code ServiceAccount ci/deployer}
 * @param source how that is known: from its requests or, if it sent none, from what assertions asked
 * @param objects the smallest roles that allow it, each with a binding
 * @param inferred the part that only second checks need, as far as the policy tells
 * @param asked the part that was only asked about: by the subject, to find out whether it can work, or by assertions
 * @param excess what the policy under test grants beyond that
 */
public record SmallestRoles(
        String subject,
        DecisionSource source,
        List<JsonObject> objects,
        List<RequestAttributes> inferred,
        List<RequestAttributes> asked,
        List<Excess> excess) {

    /** Copies the lists. */
    public SmallestRoles {
        objects = List.copyOf(objects);
        inferred = List.copyOf(inferred);
        asked = List.copyOf(asked);
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

    private String comment() {
        return asked.stream()
                .map(request ->
                        "# Asked for in an access review, and not used: " + Printable.text(request.toString()) + "\n")
                .collect(Collectors.joining());
    }

    /**
     * {@return the roles and bindings as YAML, with a comment on what was only asked for}
     */
    public String yaml() {
        StringBuilder yaml = new StringBuilder();
        String comment = comment();
        for (JsonObject object : objects) {
            yaml.append("---\n").append(comment).append(ManifestYaml.write(object));
            comment = "";
        }
        return yaml.toString();
    }
}
