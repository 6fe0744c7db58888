// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.base.internal.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks a role or binding for what no API server accepts: an old version, a misspelt kind or field, a scalar that is
 * no text, and what its validation refuses. Read in another way, such an object would allow other things than it shows.
 *
 * @see <a href="https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/rbac/validation/validation.go">Validation
 *     of RBAC</a>
 */
final class RbacFields {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String VERSION = GROUP + "/v1";
    private static final List<String> KINDS = List.of("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding");
    private static final List<String> OF_RULE =
            List.of("apiGroups", "resources", "resourceNames", "nonResourceURLs", "verbs");
    private static final List<String> OF_ROLE_REF = List.of("apiGroup", "kind", "name");
    private static final List<String> OF_SUBJECT = List.of("apiGroup", "kind", "name", "namespace");
    private static final List<String> KINDS_OF_SUBJECTS = List.of("User", "Group", "ServiceAccount");

    private final ManifestObject object;
    private final JsonObject json;

    private RbacFields(ManifestObject object) {
        this.object = object;
        this.json = object.located().json().getAsJsonObject();
    }

    static boolean isKind(String kind) {
        return KINDS.contains(kind);
    }

    static boolean areIn(ManifestObject object) {
        return object.group().equals(GROUP);
    }

    /**
     * Checks an object of a manifest.
     *
     * @throws ManifestException with file and line if it is a role or binding with such a mistake
     */
    static void check(ManifestObject object) {
        if (areIn(object)) {
            new RbacFields(object).check();
        }
    }

    private void check() {
        if (!object.apiVersion().equals(VERSION)) {
            throw new ManifestException(object.origin("apiVersion") + ": no supported API server serves "
                    + object.apiVersion() + ", the version of " + object.title() + ": write apiVersion: " + VERSION);
        }
        if (!KINDS.contains(object.kind())) {
            throw refused(
                    "kind",
                    GROUP + " has no kind \"" + object.kind() + "\"" + Spelling.didYouMean(object.kind(), KINDS));
        }
        requireKnownFields();
        requirePathSegment("metadata.name", object.name());
        if (object.kind().endsWith("Binding")) {
            roleRef();
            each("subjects", this::subject);
        } else {
            each("rules", (path, rule) -> requireKnown(path, rule, "a rule", OF_RULE));
            each("rules", this::rule);
            aggregationRule();
        }
    }

    /** A role with {@code Rules} would be one without rules. */
    private void requireKnownFields() {
        List<String> fields = Stream.of(
                        Stream.of("apiVersion", "kind", "metadata"),
                        object.kind().endsWith("Binding") ? Stream.of("subjects", "roleRef") : Stream.of("rules"),
                        object.kind().equals("ClusterRole") ? Stream.of("aggregationRule") : Stream.<String>empty())
                .flatMap(each -> each)
                .toList();
        requireKnown("", json, "a " + object.kind(), fields);
    }

    private boolean isClusterScoped() {
        return object.kind().startsWith("Cluster");
    }

    /** Checks a part of a list. */
    private interface Check {
        void check(String path, JsonObject part);
    }

    private void each(String list, Check check) {
        JsonElement parts = json.get(list);
        if (isMissing(parts)) {
            return;
        }
        if (!(parts instanceof JsonArray array)) {
            throw refused(list, list + " of " + object.title() + " is not a list: write a hyphen before each");
        }
        for (int index = 0; index < array.size(); index++) {
            String path = list + "[" + index + "]";
            if (!(array.get(index) instanceof JsonObject part)) {
                throw refused(path, path + " of " + object.title() + " is not a mapping");
            }
            check.check(path, part);
        }
    }

    private void rule(String path, JsonObject rule) {
        OF_RULE.forEach(field -> requireTexts(path, rule, field));
        if (isEmpty(rule.get("verbs"))) {
            throw refused(path, path + " of " + object.title() + " has no verbs: name some, or remove it");
        }
        if (!isEmpty(rule.get("nonResourceURLs"))) {
            if (!isClusterScoped()) {
                throw refused(
                        path + ".nonResourceURLs",
                        path + " of " + object.title()
                                + " has nonResourceURLs, which are in no namespace: write them in a ClusterRole");
            }
            if (!isEmpty(rule.get("apiGroups"))
                    || !isEmpty(rule.get("resources"))
                    || !isEmpty(rule.get("resourceNames"))) {
                throw refused(
                        path + ".nonResourceURLs",
                        path + " of " + object.title() + " has resources and nonResourceURLs: make it two rules");
            }
            return;
        }
        if (isEmpty(rule.get("apiGroups"))) {
            throw refused(
                    path,
                    path + " of " + object.title()
                            + " has no apiGroups: write apiGroups: [\"\"] for the core group, which has pods and"
                            + " secrets");
        }
        if (isEmpty(rule.get("resources"))) {
            throw refused(path, path + " of " + object.title() + " has no resources: name some, or remove it");
        }
    }

    private void aggregationRule() {
        if (!(json.get("aggregationRule") instanceof JsonObject aggregation)) {
            return;
        }
        if (isEmpty(aggregation.get("clusterRoleSelectors"))) {
            throw refused("aggregationRule", "aggregationRule of " + object.title() + " has no clusterRoleSelectors");
        }
        requireText("aggregationRule", aggregation);
    }

    private void roleRef() {
        if (!(json.get("roleRef") instanceof JsonObject roleRef)) {
            throw refused("roleRef", object.title() + " has no roleRef: name the role that it gives");
        }
        requireKnown("roleRef", roleRef, "a roleRef", OF_ROLE_REF);
        requireText("roleRef", roleRef);
        requireApiGroup("roleRef", roleRef, GROUP);
        requireKind("roleRef", roleRef, isClusterScoped() ? List.of("ClusterRole") : List.of("Role", "ClusterRole"));
        requirePathSegment("roleRef.name", requireName("roleRef", roleRef));
    }

    private void subject(String path, JsonObject subject) {
        requireKnown(path, subject, "a subject", OF_SUBJECT);
        requireText(path, subject);
        String kind = requireKind(path, subject, KINDS_OF_SUBJECTS);
        String name = requireName(path, subject);
        boolean isAccount = kind.equals("ServiceAccount");
        requireApiGroup(path, subject, isAccount ? "" : GROUP);
        if (isAccount && !DnsNames.isSubdomain(name)) {
            throw refused(
                    path + ".name",
                    path + " of " + object.title() + ": no ServiceAccount can have the name \"" + name + "\"");
        }
        if (isAccount && isClusterScoped() && text(subject, "namespace").isEmpty()) {
            throw refused(
                    path, path + " of " + object.title() + " is ServiceAccount " + name + " of no namespace: add it");
        }
    }

    private String requireKind(String path, JsonObject part, List<String> kinds) {
        String kind = text(part, "kind");
        if (kind.isEmpty()) {
            throw refused(path, path + " of " + object.title() + " has no kind: " + String.join(" or ", kinds));
        }
        if (!kinds.contains(kind)) {
            throw refused(
                    path + ".kind",
                    path + " of " + object.title() + " has the kind \"" + kind + "\", and only "
                            + String.join(" or ", kinds) + " can be there" + Spelling.didYouMean(kind, kinds));
        }
        return kind;
    }

    private String requireName(String path, JsonObject part) {
        String name = text(part, "name");
        if (name.isEmpty()) {
            throw refused(path, path + " of " + object.title() + " has no name");
        }
        return name;
    }

    /** The API server fills in the right one where none is written. */
    private void requireApiGroup(String path, JsonObject part, String right) {
        String written = text(part, "apiGroup");
        if (!written.isEmpty() && !written.equals(right)) {
            throw refused(
                    path + ".apiGroup",
                    path + " of " + object.title() + " has the apiGroup \"" + written + "\": "
                            + (right.isEmpty() ? "leave it out" : "write " + right));
        }
    }

    /** What can be in a path of a URL. */
    private void requirePathSegment(String path, String name) {
        if (Set.of(".", "..").contains(name) || name.contains("/") || name.contains("%")) {
            throw refused(path, path + " of " + object.title() + " cannot be \"" + name + "\"");
        }
    }

    private void requireKnown(String path, JsonObject part, String what, List<String> fields) {
        for (String field : part.keySet()) {
            if (!fields.contains(field)) {
                throw refused(
                        path + "[\"" + field + "\"]",
                        (path.isEmpty() ? "" : path + " of ") + object.title() + " has \"" + field + "\": "
                                + meantField(field, fields)
                                        .map(meant -> "did you mean \"" + meant + "\"?")
                                        .orElseGet(() -> what + " has only " + String.join(", ", fields)));
            }
        }
    }

    /** The usual slips: singular for plural or vice versa, or wrong case. */
    private static Optional<String> meantField(String field, List<String> fields) {
        String written = field.toLowerCase(Locale.ROOT);
        return fields.stream()
                .filter(known -> {
                    String good = known.toLowerCase(Locale.ROOT);
                    return good.equals(written) || good.equals(written + "s") || written.equals(good + "s");
                })
                .findFirst();
    }

    private void requireTexts(String path, JsonObject part, String field) {
        JsonElement written = part.get(field);
        if (isMissing(written)) {
            return;
        }
        if (!(written instanceof JsonArray)) {
            throw refused(
                    path + "." + field,
                    path + "." + field + " of " + object.title() + " is not a list"
                            + (written instanceof JsonPrimitive one ? ": write [" + one.getAsString() + "]" : ""));
        }
        requireText(path + "." + field, written);
    }

    /** Requires that all scalars in it are text. */
    private void requireText(String path, JsonElement part) {
        if (part instanceof JsonArray array) {
            for (int index = 0; index < array.size(); index++) {
                requireText(path + "[" + index + "]", array.get(index));
            }
        } else if (part instanceof JsonObject mapping) {
            mapping.entrySet().forEach(field -> requireText(path + "." + field.getKey(), field.getValue()));
        } else if (part instanceof JsonPrimitive scalar && !scalar.isString()) {
            throw refused(path, path + " of " + object.title() + " is not text: " + scalar + "; quote it");
        }
    }

    private static boolean isMissing(JsonElement part) {
        return part == null || part instanceof JsonNull;
    }

    private static boolean isEmpty(JsonElement list) {
        return !(list instanceof JsonArray array) || array.isEmpty();
    }

    private static String text(JsonObject part, String field) {
        return part.get(field) instanceof JsonPrimitive text ? text.getAsString() : "";
    }

    private ManifestException refused(String path, String problem) {
        return object.file().malformed(object.nearestOrigin(path).line(), problem);
    }
}
