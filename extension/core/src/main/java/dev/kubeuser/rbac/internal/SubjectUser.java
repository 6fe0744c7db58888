package dev.kubeuser.rbac.internal;

import dev.kubeuser.rbac.ServiceAccountName;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The user that a subject of a binding stands for. */
public final class SubjectUser {

    private static final String UNAUTHENTICATED = "system:unauthenticated";
    private static final String ANONYMOUS = "system:anonymous";
    private static final String AUTHENTICATED = "system:authenticated";
    private static final String SERVICE_ACCOUNTS = "system:serviceaccounts";

    /** Those that everybody is in, or nobody is in by a decision of the policy's author. */
    public static final List<Subject> EVERYBODY = List.of(
            Subject.group(AUTHENTICATED),
            Subject.group(UNAUTHENTICATED),
            Subject.group(SERVICE_ACCOUNTS),
            Subject.user(ANONYMOUS));

    private SubjectUser() {}

    /**
     * {@return the user; it counts as authenticated unless it is the anonymous one, and a group stands for a nameless
     * member of it. All members of a group of ServiceAccounts are in {@code system:serviceaccounts}}
     *
     * @param subject the subject
     */
    public static UserInfo of(Subject subject) {
        return switch (subject.kind()) {
            case "Group" -> member(subject.name());
            case "ServiceAccount" -> UserInfo.serviceAccount(subject.namespace(), subject.name());
            default -> subject.name().equals(ANONYMOUS) ? UserInfo.anonymous() : UserInfo.user(subject.name());
        };
    }

    /**
     * {@return whom a user name stands for, as reports and failures say it: {@code alice}, or
     * {@code ServiceAccount ci/deployer}}
     *
     * @param userName the user name
     */
    public static String readable(String userName) {
        return ServiceAccountName.ofUser(userName)
                .map(ServiceAccountName::toString)
                .orElse(userName);
    }

    private static UserInfo member(String group) {
        List<String> groups = new ArrayList<>(List.of(group));
        if (group.startsWith(SERVICE_ACCOUNTS + ":")) {
            groups.add(SERVICE_ACCOUNTS);
        }
        if (!group.equals(UNAUTHENTICATED)) {
            groups.add(AUTHENTICATED);
        }
        return new UserInfo("", new LinkedHashSet<>(groups));
    }
}
