// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.ToNumberPolicy;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.internal.NodeText.PlainScalar;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.request.RequestAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

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
        RecordedDecision.Source source,
        List<JsonObject> objects,
        List<RequestAttributes> inferred,
        List<RequestAttributes> asked,
        List<Excess> excess) {

    private static final Gson INTEGERS = new GsonBuilder()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .create();

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

    /** {@return the roles and bindings as YAML, with a comment on what was only asked for} */
    public String yaml() {
        StringBuilder yaml = new StringBuilder();
        String comment = comment();
        for (JsonObject object : objects) {
            yaml.append("---\n").append(comment).append(yaml(object));
            comment = "";
        }
        return yaml.toString();
    }

    /** One document that kubectl reads back unchanged, without the separator line {@code ---}. */
    private static String yaml(JsonElement object) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        return new Yaml(new Quoting(options), options).dump(INTEGERS.fromJson(object, Map.class));
    }

    /** Quotes text that kubectl would read as a number, a boolean or null, such as {@code y} and {@code 0o7}. */
    private static final class Quoting extends Representer {

        Quoting(DumperOptions options) {
            super(options);
        }

        @Override
        protected Node representScalar(Tag tag, String value, @Nullable ScalarStyle style) {
            boolean isPlain = style == null || style == ScalarStyle.PLAIN;
            boolean isMistakable = tag.equals(Tag.STR) && isPlain && !isText(value);
            return super.representScalar(tag, value, isMistakable ? ScalarStyle.SINGLE_QUOTED : style);
        }

        private static boolean isText(String value) {
            try {
                return PlainScalar.resolve(value) instanceof JsonPrimitive primitive && primitive.isString();
            } catch (IllegalArgumentException notFinite) {
                return false;
            }
        }
    }
}
