package dev.kubeuser.review.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the reasons that the RBAC authorizer gives.
 *
 * @param text the reason of a review, with its evaluation error
 * @param namespace of the question
 */
public record ServerReason(String text, String namespace) {

    private static final Pattern ALLOWED = Pattern.compile("RBAC: allowed by (ClusterRoleBinding|RoleBinding) \"(.+)\""
            + " of (ClusterRole|Role) \"(.+)\" to (User|Group|ServiceAccount) \"(.+)\"");
    private static final Pattern NOT_FOUND =
            Pattern.compile("\\b(clusterrole|role)\\.rbac\\.authorization\\.k8s\\.io \"([^\"]+)\" not found");

    public static ServerReason of(ReviewAnswer answer) {
        String namespace = answer.query().attributes().namespace();
        return new ServerReason(answer.reason() + " " + answer.evaluationError(), namespace);
    }

    /** The one way that the authorizer found first. */
    Optional<Granted> granted() {
        Matcher allowed = ALLOWED.matcher(text);
        if (!allowed.find()) {
            return Optional.empty();
        }
        return Optional.of(new Granted(
                allowed.group(1) + " " + namespaceFirst(allowed.group(2)),
                role(allowed.group(3), allowed.group(4)),
                List.of(allowed.group(5) + " " + namespaceFirst(allowed.group(6)))));
    }

    /** The authorizer writes NAME/NAMESPACE, unlike everybody else. */
    private static String namespaceFirst(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? name : name.substring(slash + 1) + "/" + name.substring(0, slash);
    }

    private String role(String kind, String name) {
        return kind.equals("Role") ? "Role " + namespace + "/" + name : kind + " " + name;
    }

    /** The roles that bindings of the user refer to, and that do not exist. */
    public Set<String> missingRoles() {
        Set<String> roles = new LinkedHashSet<>();
        NOT_FOUND.matcher(text).results().map(this::missingRole).forEach(roles::add);
        return roles;
    }

    private String missingRole(MatchResult found) {
        return role(found.group(1).equals("role") ? "Role" : "ClusterRole", found.group(2));
    }
}
