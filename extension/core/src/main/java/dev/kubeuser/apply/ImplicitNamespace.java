package dev.kubeuser.apply;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Origin;

/** A Namespace that is in no manifest. */
final class ImplicitNamespace {

    private ImplicitNamespace() {}

    /** Its manifest, with the origin of the object that needs it. */
    static ManifestObject object(String name, Origin origin) {
        String manifest = "\n".repeat(origin.line() - 1)
                + "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"" + name + "\"}}";
        return Manifests.parse(origin.file(), manifest).objects().get(0);
    }
}
