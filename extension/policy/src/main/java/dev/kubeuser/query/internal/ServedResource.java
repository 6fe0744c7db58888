// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.query.internal;

import dev.kubeuser.request.ResourceName;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A resource or subresource that authorizers are asked for, with its verbs. A resource may occur twice, as ClusterRoles
 * do: they can be bound in a namespace but are in none.
 *
 * @param name group, plural and subresource; the subresource {@code *} stands for any
 * @param scope its scope
 * @param verbs the verbs of all versions
 * @param aliases the singular, the kind and the short names; none for what only admission and controllers ask for
 * @param version the version that the server prefers; empty if no server was asked
 * @param objects the kind of its objects, in their own group and version; empty if no server was asked
 */
public record ServedResource(
        ResourceName name, Scope scope, Set<String> verbs, Set<String> aliases, String version, Kind objects) {

    /**
     * A kind of objects.
     *
     * @param apiVersion for example {@code apps/v1}
     * @param kind for example {@code Deployment}
     */
    public record Kind(String apiVersion, String kind) {}

    /** Where a question about a resource can be asked. */
    public enum Scope {
        /** In a namespace, or in all of them. */
        NAMESPACED,
        /** Without a namespace. */
        CLUSTER,
        /** Both, for example {@code bind} of a ClusterRole, which a RoleBinding may refer to. */
        EITHER;

        static Scope of(boolean isNamespaced) {
            return isNamespaced ? NAMESPACED : CLUSTER;
        }
    }

    /** Copies the sets and keeps their order. */
    public ServedResource {
        verbs = Collections.unmodifiableSet(new LinkedHashSet<>(verbs));
        aliases = Collections.unmodifiableSet(new LinkedHashSet<>(aliases));
    }

    /** Creates one of which no discovery has more. */
    public ServedResource(ResourceName name, Scope scope, Set<String> verbs) {
        this(name, scope, verbs, Set.of(), "", new Kind("", ""));
    }

    /** The same with the verbs of another version of it, too. */
    public ServedResource withVerbsOf(ServedResource otherVersion) {
        Set<String> all = new LinkedHashSet<>(verbs);
        all.addAll(otherVersion.verbs);
        return new ServedResource(name, scope, all, aliases, version, objects);
    }

    /** Whether a question about it can name a namespace. */
    public boolean isNamespaced() {
        return scope != Scope.CLUSTER;
    }

    /** Whether it stands for all subresources, which cannot be listed. */
    public boolean isOfAnySubresource() {
        return name.subresource().equals("*");
    }

    /** Whether it is a resource, or stands for it. */
    public boolean isOf(ResourceName other) {
        return name.equals(other)
                || (isOfAnySubresource()
                        && other.isSubresource()
                        && name.parent().equals(other.parent()));
    }

    /** The path of group and version, for example {@code apis/apps/v1}. */
    public String basePath() {
        return name.group().isEmpty() ? "api/" + version : "apis/" + name.group() + "/" + version;
    }
}
