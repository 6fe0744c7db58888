package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.UserInfo;

/** A ServiceAccount. */
record Account(String namespace, String name) {

    Identity identity() {
        return new Identity(UserInfo.serviceAccount(namespace, name));
    }

    @Override
    public String toString() {
        return "ServiceAccount " + namespace + "/" + name;
    }
}
