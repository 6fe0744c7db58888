// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Sends patches, which have content types of their own. */
public final class Patch {

    private Patch() {}

    public static KubeResponse merge(KubeAccess user, String path, String patch) {
        return send(user, path, patch, "merge-patch+json");
    }

    public static KubeResponse strategic(KubeAccess user, String path, String patch) {
        return send(user, path, patch, "strategic-merge-patch+json");
    }

    /** By server-side apply. */
    public static KubeResponse apply(KubeAccess user, String path, String object) {
        return send(user, path, object, "apply-patch+yaml");
    }

    private static KubeResponse send(KubeAccess user, String path, String body, String type) {
        return user.send(new Request.Builder()
                .url(user.url(path))
                .patch(RequestBody.create(body, MediaType.get("application/" + type)))
                .build());
    }
}
