package dev.kubeuser.policy.escalation;

import dev.kubeuser.policy.ResourceAttributes;

/** Requests for Secrets. */
final class Secrets {

    static final String[] READING = {"get", "list", "watch"};

    private Secrets() {}

    static ResourceAttributes in(String namespace) {
        return ResourceAttributes.of("create", "", "secrets").in(namespace);
    }
}
