package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;

/** Requests for Secrets. */
final class Secrets {

    /** A patch answers with the object, even one that changes nothing; deleting several with what was deleted. */
    static final String[] READING = {"get", "list", "watch", "patch", "deletecollection"};

    private Secrets() {}

    static ResourceAttributes in(String namespace) {
        return ResourceAttributes.of("create", "", "secrets").in(namespace);
    }
}
