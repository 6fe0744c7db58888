package dev.kubeuser.benchmarks;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.RbacManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The RBAC manifests of Argo CD, where a copy of them lies beside the repository. */
record ArgoCd(Path policies) {

    private static final String NAMESPACE = "argocd";

    List<JsonObject> objects() {
        return isThere()
                ? Manifests.load(folder().toString()).objects().stream()
                        .flatMap(object -> RbacManifest.of(object, NAMESPACE).stream())
                        .toList()
                : List.of();
    }

    private Path folder() {
        return policies.resolve("argo-cd");
    }

    private boolean isThere() {
        return Files.isDirectory(folder());
    }

    @Override
    public String toString() {
        return isThere() ? "default policy and Argo CD" : "default policy";
    }
}
