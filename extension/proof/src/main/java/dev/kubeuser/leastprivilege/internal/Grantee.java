package dev.kubeuser.leastprivilege.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The subject of a binding that gives a role to a user.
 *
 * @param kind {@code User}, {@code Group} or {@code ServiceAccount}
 * @param namespace the namespace of a ServiceAccount, else empty
 * @param name the name of the subject
 */
record Grantee(String kind, String namespace, String name) {

    private static final Pattern NO_NAME = Pattern.compile("(\\$\\{kubeuser\\.[^}]+})|[^A-Za-z0-9._:-]+");
    private static final Pattern LIKE_OTHERS = Pattern.compile("(serviceaccount|group):.*", Pattern.DOTALL);
    private static final String PREFIX = "least-privilege-";

    /** A user without a name stands for a group. */
    static Grantee of(UserInfo user, OwnNamespaces own) {
        return of(user.subject(), own);
    }

    /** Returns a subject as a binding names it. */
    static Grantee of(Subject subject, OwnNamespaces own) {
        return new Grantee(subject.kind(), own.written(subject.namespace()), own.written(subject.name()));
    }

    JsonObject subject() {
        JsonObject subject = new JsonObject();
        if (namespace.isEmpty()) {
            subject.addProperty("apiGroup", "rbac.authorization.k8s.io");
        }
        subject.addProperty("kind", kind);
        subject.addProperty("name", name);
        if (!namespace.isEmpty()) {
            subject.addProperty("namespace", namespace);
        }
        return subject;
    }

    /**
     * Returns the name of the role. Characters that are not allowed in a name are replaced; a hash then keeps names
     * distinct.
     */
    String roleName() {
        String plain = PREFIX
                + (kind.equals("User") ? "" : kind.toLowerCase(Locale.ROOT) + ":")
                + (namespace.isEmpty() ? "" : namespace + ":");
        String allowed = NO_NAME.matcher(name)
                .replaceAll(found -> found.group(1) == null ? "-" : Matcher.quoteReplacement(found.group(1)));
        boolean isClear = allowed.equals(name)
                && !(kind.equals("User") && LIKE_OTHERS.matcher(name).matches());
        return plain + allowed + (isClear ? "" : "-" + Integer.toHexString(name.hashCode()));
    }

    /** {@return for example {@code ServiceAccount ci/deployer}} */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
