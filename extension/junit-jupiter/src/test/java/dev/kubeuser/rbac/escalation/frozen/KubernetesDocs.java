package dev.kubeuser.rbac.escalation.frozen;

import java.net.URI;

/** Where Kubernetes documents permissions. */
final class KubernetesDocs {

    private static final URI DOCS = URI.create("https://kubernetes.io/docs/");

    private KubernetesDocs() {}

    /** A section of the page that warns of permissions. */
    static URI goodPractice(String anchor) {
        return page("concepts/security/rbac-good-practices/#" + anchor);
    }

    /** A page or a section of one; an address on another site stays unchanged. */
    static URI page(String address) {
        return DOCS.resolve(address);
    }
}
