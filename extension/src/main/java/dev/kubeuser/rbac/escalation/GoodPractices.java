package dev.kubeuser.rbac.escalation;

import java.net.URI;

/** Where Kubernetes warns of permissions. */
final class GoodPractices {

    private static final String PAGE = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/";

    private GoodPractices() {}

    static URI section(String anchor) {
        return URI.create(PAGE + "#" + anchor);
    }
}
