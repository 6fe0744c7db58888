// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Objects written as YAML. */
public final class RbacYaml {

    private RbacYaml() {}

    public static List<JsonObject> parse(String yaml) {
        try {
            return Yaml.loadAll(yaml).stream()
                    .map(object -> ClientObjects.json((KubernetesObject) object))
                    .toList();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
