package dev.kubeuser.manifest.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.gson.V1MetadataExclusionStrategy;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads roles and bindings from manifests into the types of client-java. */
public final class RbacManifest {

    /** Reads and writes the kinds of RBAC. That of the official client loads the classes of all kinds of Kubernetes. */
    static final Gson JSON_OF_RBAC = new GsonBuilder()
            .setExclusionStrategies(new V1MetadataExclusionStrategy())
            .registerTypeAdapter(OffsetDateTime.class, new JSON.OffsetDateTimeTypeAdapter())
            .registerTypeAdapterFactory(new V1Role.CustomTypeAdapterFactory())
            .registerTypeAdapterFactory(new V1ClusterRole.CustomTypeAdapterFactory())
            .registerTypeAdapterFactory(new V1RoleBinding.CustomTypeAdapterFactory())
            .registerTypeAdapterFactory(new V1ClusterRoleBinding.CustomTypeAdapterFactory())
            .create();

    private static final String GROUP = "rbac.authorization.k8s.io/";
    private static final Map<String, Class<? extends KubernetesObject>> KINDS = Map.of(
            "Role", V1Role.class,
            "ClusterRole", V1ClusterRole.class,
            "RoleBinding", V1RoleBinding.class,
            "ClusterRoleBinding", V1ClusterRoleBinding.class);

    private static final Map<String, BiConsumer<V1PolicyRule, List<String>>> RULE = Map.of(
            "apiGroups", V1PolicyRule::setApiGroups,
            "resources", V1PolicyRule::setResources,
            "resourceNames", V1PolicyRule::setResourceNames,
            "nonResourceURLs", V1PolicyRule::setNonResourceURLs,
            "verbs", V1PolicyRule::setVerbs);

    private RbacManifest() {}

    /**
     * {@return a policy of the roles and bindings among some objects, to add to, with the file and line of each part; one
     * without a namespace is in {@code default}}
     *
     * @param objects objects of any kind
     * @throws ManifestException with file and line if a role or binding is malformed
     */
    public static RbacPolicyBuilder policy(List<ManifestObject> objects) {
        RbacPolicyBuilder policy = RbacPolicy.builder();
        objects.forEach(object -> of(object, "default").ifPresent(rbac -> policy.add(rbac, object::origin)));
        return policy;
    }

    /** {@return whether a manifest holds a role or binding} */
    public static boolean isOf(ManifestObject source) {
        return KINDS.containsKey(source.kind()) && source.apiVersion().startsWith(GROUP);
    }

    /**
     * {@return the role or binding that a manifest holds; empty for an object of another kind}
     *
     * @param source the object
     * @param namespace the namespace of an object that names none
     * @throws ManifestException with file and line if the object is malformed
     */
    public static Optional<KubernetesObject> of(ManifestObject source, String namespace) {
        if (!isOf(source)) {
            return Optional.empty();
        }
        JsonObject json = source.json();
        if (!source.kind().startsWith("Cluster") && source.namespace().isEmpty()) {
            json.getAsJsonObject("metadata").addProperty("namespace", namespace);
        }
        try {
            return Optional.of(readOwn(json));
        } catch (IllegalArgumentException | JsonParseException malformed) {
            throw new ManifestException(
                    source.origin() + ": " + source.kind() + " "
                            + source.namespace().map(own -> own + "/").orElse("")
                            + source.name() + " cannot be read: " + malformed.getMessage(),
                    malformed);
        }
    }

    /**
     * {@return the role or binding that a JSON object holds}
     *
     * @param json the object, which has a kind; a roleRef without apiGroup gets that of RBAC, as the API server
     *     defaults it
     * @throws IllegalArgumentException if it is malformed, or a binding lacks a role or what its subjects are called
     */
    public static KubernetesObject read(JsonObject json) {
        return readOwn(json.deepCopy());
    }

    /**
     * {@return the role or binding that a JSON object holds, as the API server lists it}
     *
     * @param json the object; items of a list have no kind
     * @param kind for example {@code ClusterRole}
     */
    public static KubernetesObject read(JsonObject json, String kind) {
        return JSON_OF_RBAC.fromJson(json, Objects.requireNonNull(KINDS.get(kind)));
    }

    /** Changes the JSON. */
    private static KubernetesObject readOwn(JsonObject json) {
        if (json.get("roleRef") instanceof JsonObject roleRef && !roleRef.has("apiGroup")) {
            roleRef.addProperty("apiGroup", GROUP.substring(0, GROUP.length() - 1));
        }
        String kind = json.get("kind").getAsString();
        JsonElement rules = kind.endsWith("Role") ? json.remove("rules") : null;
        KubernetesObject object = read(json, kind);
        if (rules instanceof JsonArray written && object instanceof V1Role role) {
            role.setRules(rules(written));
        } else if (rules instanceof JsonArray written && object instanceof V1ClusterRole role) {
            role.setRules(rules(written));
        }
        if (object instanceof V1RoleBinding binding) {
            check(binding.getRoleRef(), binding.getSubjects());
        } else if (object instanceof V1ClusterRoleBinding binding) {
            check(binding.getRoleRef(), binding.getSubjects());
        }
        return object;
    }

    /** Client-java looks into each rule by reflection, which takes most of the time that a policy takes. */
    private static List<V1PolicyRule> rules(JsonArray written) {
        List<V1PolicyRule> rules = new ArrayList<>();
        for (JsonElement each : written) {
            V1PolicyRule rule = new V1PolicyRule();
            JsonObject fields = each.getAsJsonObject();
            RULE.forEach((field, setter) -> {
                if (fields.get(field) instanceof JsonArray texts) {
                    setter.accept(rule, texts(texts));
                }
            });
            rules.add(rule);
        }
        return rules;
    }

    /** As for the API server, an item that is left empty is an empty text. */
    private static List<String> texts(JsonArray written) {
        List<String> texts = new ArrayList<>();
        written.forEach(text -> texts.add(text.isJsonNull() ? "" : text.getAsString()));
        return texts;
    }

    /** The API server refuses a binding that lacks one of these. */
    private static void check(@Nullable V1RoleRef role, @Nullable List<RbacV1Subject> subjects) {
        if (role == null || role.getKind() == null || role.getName() == null) {
            throw new IllegalArgumentException("its roleRef needs a kind and a name");
        }
        for (RbacV1Subject subject : subjects == null ? List.<RbacV1Subject>of() : subjects) {
            if (subject == null || subject.getKind() == null || subject.getName() == null) {
                throw new IllegalArgumentException("each of its subjects needs a kind and a name");
            }
        }
    }
}
