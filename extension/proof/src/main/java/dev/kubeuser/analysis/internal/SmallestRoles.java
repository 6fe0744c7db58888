// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.ToNumberPolicy;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.internal.NodeText.PlainScalar;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * @param inferred the part that only additional authorization checks need, as far as the policy shows
 * @param asked the part that was only asked about: by the subject, to find out whether it can work, or by assertions
 * @param doors the part that lets the subject grant what it does not hold, although the policy does not name that verb:
 *     what was granted is not in the record, or it is everything
 * @param excess what the policy under test grants beyond that
 */
public record SmallestRoles(
        String subject,
        RecordedDecision.Source source,
        List<JsonObject> objects,
        List<RequestAttributes> inferred,
        List<RequestAttributes> asked,
        List<RequestAttributes> doors,
        List<Excess> excess) {

    private static final Gson INTEGERS = new GsonBuilder()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .create();

    private static final Pattern NO_NAME = Pattern.compile("(\\$\\{kubeuser\\.[^}]+})|[^A-Za-z0-9._:-]+");
    private static final Pattern LIKE_OTHERS = Pattern.compile("(serviceaccount|group):.*", Pattern.DOTALL);
    private static final String PREFIX = "least-privilege-";

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

    /** A rule with excess permissions, the binding that grants it, and whether a part of each of them is needed. */
    public record ExcessRule(BindingReference binding, RbacRule rule, boolean isNeededInPart) {}

    /** {@return the excess permissions, rule by rule} */
    public Map<ExcessRule, List<Permission>> excessByRule() {
        return excess.stream()
                .collect(Collectors.groupingBy(
                        each -> new ExcessRule(each.binding(), each.rule(), each.isNeededInPart()),
                        LinkedHashMap::new,
                        Collectors.mapping(Excess::permission, Collectors.toList())));
    }

    /**
     * {@return the roles that allow the requests, each with a binding}
     *
     * @param subject whom they are bound to
     * @param requests what has to be allowed
     */
    public static List<JsonObject> objects(Subject subject, Collection<RequestAttributes> requests) {
        Map<String, SmallestRole> roles = new TreeMap<>();
        requests.forEach(request -> roles.computeIfAbsent(request.namespace(), SmallestRole::new)
                .permissions
                .add(Permission.of(request)));
        SmallestRole everywhere = roles.getOrDefault("", new SmallestRole(""));
        roles.values().forEach(role -> role.leaveOut(everywhere));
        return roles.values().stream()
                .filter(role -> !role.permissions.isEmpty())
                .flatMap(role -> role.objects(subject).stream())
                .toList();
    }

    /** Returns few rules that allow the permissions and nothing else, by the keys of their lists. */
    static List<SortedMap<String, Set<String>>> rules(Collection<Permission> permissions) {
        SmallestRole role = new SmallestRole("");
        role.permissions.addAll(permissions);
        return SmallestRole.rules(role.permissions);
    }

    /**
     * Returns the name of the role of a subject. Characters that are not allowed in a name are replaced; a hash then
     * keeps names distinct.
     */
    static String roleName(Subject subject) {
        String plain = PREFIX
                + (subject.kind().equals("User") ? "" : subject.kind().toLowerCase(Locale.ROOT) + ":")
                + (subject.namespace().isEmpty() ? "" : subject.namespace() + ":");
        String allowed = NO_NAME.matcher(subject.name())
                .replaceAll(found -> found.group(1) == null ? "-" : Matcher.quoteReplacement(found.group(1)));
        boolean isClear = allowed.equals(subject.name())
                && !(subject.kind().equals("User")
                        && LIKE_OTHERS.matcher(subject.name()).matches());
        return plain
                + allowed
                + (isClear ? "" : "-" + Integer.toHexString(subject.name().hashCode()));
    }

    private String comment() {
        return Stream.concat(
                        doors.stream()
                                .map(request ->
                                        Printable.text(request.toString()) + ": lets the subject grant more than"
                                                + " it holds. To hold what it grants is not possible here: that is not in the"
                                                + " record, or it is everything (*)"),
                        asked.stream()
                                .map(request -> "Asked for in an access review, and not used: "
                                        + Printable.text(request.toString())))
                .map(line -> "# " + line + "\n")
                .collect(Collectors.joining());
    }

    /** {@return the roles and bindings as YAML, with comments on doors and on what was only asked for} */
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

    /** The Role of one namespace, or the ClusterRole, that allows certain requests with few rules, and nothing else. */
    private static final class SmallestRole {

        private static final String GROUP = "rbac.authorization.k8s.io";
        private static final Gson GSON = new Gson();
        private static final Comparator<Permission> ORDER = Comparator.comparing(Permission::apiGroup)
                .thenComparing(Permission::resource)
                .thenComparing(Permission::resourceName)
                .thenComparing(Permission::nonResourceUrl)
                .thenComparing(Permission::verb);

        private final String namespace;
        private final Set<Permission> permissions = new TreeSet<>(ORDER);

        private SmallestRole(String namespace) {
            this.namespace = namespace;
        }

        /**
         * Leaves out permissions that another role grants in all namespaces, and those for single objects that are
         * granted for all.
         */
        private void leaveOut(SmallestRole everywhere) {
            permissions.removeIf(permission -> everywhere != this && everywhere.permissions.contains(permission));
            permissions.removeIf(permission -> !permission.resourceName().isEmpty()
                    && (permissions.contains(permission.forAnyName())
                            || everywhere.permissions.contains(permission.forAnyName())));
        }

        private List<JsonObject> objects(Subject subject) {
            String name = roleName(subject);
            JsonObject role =
                    PolicyObject.json("Role", namespace, name, Map.of("rules", GSON.toJsonTree(rules(permissions))));
            Map<String, ?> roleRef = Map.of("apiGroup", GROUP, "kind", role.get("kind"), "name", name);
            Map<String, ?> content = Map.of("roleRef", roleRef, "subjects", List.of(json(subject)));
            return List.of(role, PolicyObject.json("RoleBinding", namespace, name, content));
        }

        /** Returns a subject as a binding names it. */
        private static JsonObject json(Subject subject) {
            return Json.object(
                    subject.namespace().isEmpty()
                            ? Map.of("apiGroup", GROUP, "kind", subject.kind(), "name", subject.name())
                            : Map.of("kind", subject.kind(), "name", subject.name(), "namespace", subject.namespace()));
        }

        private static List<SortedMap<String, Set<String>>> rules(Collection<Permission> permissions) {
            List<SortedMap<String, Set<String>>> rules =
                    permissions.stream().map(SmallestRole::rule).toList();
            for (String list : List.of("verbs", "resourceNames", "resources", "nonResourceURLs")) {
                rules = merged(rules, list);
            }
            return rules;
        }

        /** Returns the lists of a rule that consists of a permission. */
        private static SortedMap<String, Set<String>> rule(Permission permission) {
            SortedMap<String, Set<String>> lists = new TreeMap<>();
            lists.put("verbs", Set.of(permission.verb()));
            if (permission.nonResourceUrl().isEmpty()) {
                lists.put("apiGroups", Set.of(permission.apiGroup()));
                lists.put("resources", Set.of(permission.resource()));
            } else {
                lists.put("nonResourceURLs", Set.of(permission.nonResourceUrl()));
            }
            if (!permission.resourceName().isEmpty()) {
                lists.put("resourceNames", Set.of(permission.resourceName()));
            }
            return lists;
        }

        /** Merges rules that differ in one list only. */
        private static List<SortedMap<String, Set<String>>> merged(
                List<SortedMap<String, Set<String>>> rules, String list) {
            Map<SortedMap<String, Set<String>>, Set<String>> byOthers = new LinkedHashMap<>();
            for (SortedMap<String, Set<String>> rule : rules) {
                SortedMap<String, Set<String>> others = new TreeMap<>(rule);
                others.remove(list);
                byOthers.computeIfAbsent(others, first -> new TreeSet<>()).addAll(rule.getOrDefault(list, Set.of()));
            }
            List<SortedMap<String, Set<String>>> merged = new ArrayList<>();
            byOthers.forEach((others, values) -> {
                SortedMap<String, Set<String>> rule = new TreeMap<>(others);
                if (!values.isEmpty()) {
                    rule.put(list, values);
                }
                merged.add(rule);
            });
            return merged;
        }
    }
}
