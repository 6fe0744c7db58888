package dev.kubeuser.audit.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The owners whose deletion an object blocks. Under the admission plugin OwnerReferencesPermissionEnforcement, whoever writes
 * it must be allowed to update their finalizers.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#ownerreferencespermissionenforcement">OwnerReferencesPermissionEnforcement</a>
 */
public final class BlockedOwners {

    /** Stands for each resource or API group, as in rules. */
    private static final String ANY = "*";

    private BlockedOwners() {}

    /**
     * Returns the rights on their finalizers.
     *
     * @param object the written object; null if it is not known
     * @param namespace its namespace, which is also that of its owners
     * @param kinds tells their resources
     */
    public static List<ResourceAttributes> finalizers(@Nullable JsonObject object, String namespace, Kinds kinds) {
        return JsonParts.list(JsonParts.object(object, "metadata"), "ownerReferences").stream()
                .filter(owner -> JsonParts.text(owner, "blockOwnerDeletion").equals("true"))
                .map(owner -> finalizers(owner, namespace, kinds))
                .toList();
    }

    private static ResourceAttributes finalizers(JsonElement owner, String namespace, Kinds kinds) {
        return kinds.resource("update", JsonParts.text(owner, "apiVersion"), JsonParts.text(owner, "kind"), namespace)
                .subresource("finalizers")
                .named(JsonParts.text(owner, "name"));
    }

    /** The same for owners that are not known: any of them. */
    public static ResourceAttributes anyFinalizers(String namespace) {
        return ResourceAttributes.of("update", ANY, ANY)
                .subresource("finalizers")
                .in(namespace);
    }
}
