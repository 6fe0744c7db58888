// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.JSON;
import java.util.Collection;
import java.util.List;

/** Roles and bindings of the official client as the JSON that a policy is made of. */
public final class ClientObjects {

    /** The prefix of the names of its classes; the rest is the kind. */
    private static final String VERSION = "V1";

    private ClientObjects() {}

    public static JsonObject json(KubernetesObject object) {
        JsonObject json = JsonParser.parseString(JSON.serialize(object)).getAsJsonObject();
        json.addProperty("apiVersion", "rbac.authorization.k8s.io/v1");
        json.addProperty("kind", object.getClass().getSimpleName().substring(VERSION.length()));
        return json;
    }

    public static List<JsonObject> json(Collection<? extends KubernetesObject> objects) {
        return objects.stream().map(ClientObjects::json).toList();
    }
}
