package dev.kubeuser.policy.escalation;

import dev.kubeuser.policy.Requester;

/** A ServiceAccount. */
record Account(String namespace, String name) {

    Identity identity() {
        return new Identity(Requester.serviceAccount(namespace, name));
    }

    @Override
    public String toString() {
        return "ServiceAccount " + namespace + "/" + name;
    }
}
