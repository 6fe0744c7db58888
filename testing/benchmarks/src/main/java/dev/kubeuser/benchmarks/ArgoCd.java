package dev.kubeuser.benchmarks;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The RBAC manifests of Argo CD, where a copy of them lies beside the repository. */
record ArgoCd(Path policies) {

    private static final String NAMESPACE = "argocd";

    List<KubernetesObject> objects() throws IOException {
        List<KubernetesObject> objects = new ArrayList<>();
        if (!isThere()) {
            return objects;
        }
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.sorted().toList()) {
                for (Object object : Yaml.loadAll(file.toFile())) {
                    objects.add(in(NAMESPACE, (KubernetesObject) object));
                }
            }
        }
        return objects;
    }

    private static KubernetesObject in(String namespace, KubernetesObject object) {
        if (object instanceof V1Role || object instanceof V1RoleBinding) {
            object.getMetadata().setNamespace(namespace);
        }
        return object;
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
