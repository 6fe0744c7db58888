// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.NearMiss;
import dev.kubeuser.rbac.NearMiss.Difference;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How messages name users, rules and bindings: with file and line where the manifests are known. */
public final class PolicyText {

    private PolicyText() {}

    /** For example {@code user "alice" [developers, system:authenticated]}; a ServiceAccount by namespace and name. */
    public static String user(UserInfo user) {
        if (user.name().isEmpty()) {
            return "any user " + user.groups();
        }
        return Subject.serviceAccountOf(user.name()).isPresent() ? user.toString() : "user " + user;
    }

    /** The rule on one line, and below it the binding through which it applies. */
    public static List<String> grant(Grant grant) {
        return List.of(
                rule(grant.rule(), grant.role().id()) + ": " + yaml(grant.rule()),
                "  through " + binding(grant.binding()) + " to " + subjects(grant.subjects()));
    }

    /** The same for a rule that does not allow what the user asked for. */
    public static List<String> nearMiss(NearMiss miss, UserInfo user) {
        return List.of(
                rule(miss.rule(), miss.role().id()) + ": " + yaml(miss.rule()),
                "  through " + binding(miss.binding()) + ", but only for "
                        + miss.differences().stream()
                                .map(difference -> difference(difference)
                                        + (difference == Difference.SUBJECT
                                                ? sameButForCase(miss.binding(), user)
                                                : ""))
                                .collect(Collectors.joining(" and ")));
    }

    /** Names are case-sensitive, and easily written in another case. */
    private static String sameButForCase(RbacBinding binding, UserInfo user) {
        return binding.subjects().stream()
                .flatMap(subject -> Stream.concat(
                                Stream.of(Subject.user(user.name())),
                                user.groups().stream().map(Subject::group))
                        .filter(own ->
                                own.kind().equals(subject.kind()) && own.name().equalsIgnoreCase(subject.name()))
                        .map(own -> " (" + subject + " is not " + own + ": names are case-sensitive)"))
                .findFirst()
                .orElse("");
    }

    /** For example {@code rule 2 of Role dev/readers (rbac.yaml:14)}. */
    public static String rule(RbacRule rule) {
        return rule.id() + place(rule.origin());
    }

    private static String rule(RbacRule rule, RoleReference role) {
        return rule(rule) + (rule.id().role().equals(role) ? "" : ", aggregated into " + role);
    }

    /** For example {@code RoleBinding dev/developers (rbac.yaml:31)}. */
    public static String binding(RbacBinding binding) {
        return binding.id() + place(binding.origin());
    }

    /** For example {@code RoleBinding dev/developers (rbac.yaml:31) to Group developers}. */
    public static String applied(AppliedBinding applied) {
        return binding(applied.binding()) + " to " + subjects(applied.subjects());
    }

    public static String subjects(List<Subject> subjects) {
        return subjects.stream().map(Subject::toString).collect(Collectors.joining(", "));
    }

    private static String place(@Nullable Origin origin) {
        return origin == null ? "" : " (" + origin + ")";
    }

    private static String difference(Difference difference) {
        return switch (difference) {
            case RESOURCE_NAME -> "other resourceNames";
            case SUBRESOURCE -> "another subresource";
            case VERB -> "other verbs";
            case API_GROUP -> "other apiGroups";
            case NAMESPACE -> "another namespace";
            case RESOURCE -> "other resources";
            case PATH -> "other nonResourceURLs";
            case SUBJECT -> "other subjects";
        };
    }

    /** The rule as a line of YAML. */
    public static String yaml(RbacRule rule) {
        StringBuilder yaml = new StringBuilder("{");
        append("apiGroups", rule.apiGroups(), yaml);
        append("resources", rule.resources(), yaml);
        append("resourceNames", rule.resourceNames(), yaml);
        append("nonResourceURLs", rule.nonResourceUrls(), yaml);
        append("verbs", rule.verbs(), yaml);
        return Printable.text(yaml.append('}').toString());
    }

    private static void append(String key, List<String> values, StringBuilder yaml) {
        if (!values.isEmpty()) {
            yaml.append(yaml.length() == 1 ? "" : ", ").append(key).append(": ").append(list(values));
        }
    }

    static String list(List<String> values) {
        return values.stream()
                .map(value -> value.isEmpty() || value.startsWith("*") ? "\"" + value + "\"" : value)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
