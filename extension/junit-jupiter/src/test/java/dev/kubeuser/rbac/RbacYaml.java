package dev.kubeuser.rbac;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Objects written as YAML. */
final class RbacYaml {

    private RbacYaml() {}

    static List<KubernetesObject> parse(String yaml) {
        try {
            return Yaml.loadAll(yaml).stream().map(KubernetesObject.class::cast).toList();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
