// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import dev.kubeuser.manifest.ManifestObject;
import java.util.Set;

/** Objects that make the API server call admission webhooks. */
public final class AdmissionWebhooks {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final Set<String> KINDS = Set.of("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration");

    private AdmissionWebhooks() {}

    /**
     * {@return whether an object is one of them}
     *
     * @param object any
     */
    public static boolean areIn(ManifestObject object) {
        return object.group().equals(GROUP) && KINDS.contains(object.kind());
    }
}
