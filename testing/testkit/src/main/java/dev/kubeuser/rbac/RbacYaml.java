// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.util.List;

/** Objects written as YAML. */
public final class RbacYaml {

    private RbacYaml() {}

    public static List<JsonObject> parse(String yaml) {
        return Manifests.parse("policy.yaml", yaml).objects().stream()
                .map(ManifestObject::json)
                .toList();
    }
}
