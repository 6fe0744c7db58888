// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

/** What the API server answers. */
public record Answer(boolean allowed, String reason) {

    @Override
    public String toString() {
        return (allowed ? "allowed" : "not allowed") + " (" + reason + ")";
    }
}
