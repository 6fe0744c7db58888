// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import dev.kubeuser.request.RequestSet;
import java.util.Set;
import java.util.TreeSet;
import org.apiguardian.api.API;

/**
 * The namespaces that a statement is about, as {@link EffectivePolicy} chooses them.
 *
 * @param words how a sentence names them, for example {@code every namespace labelled env=prod}
 * @param isEvery whether it is every namespace, also those to come
 * @param names the namespaces, if it is not every one; one that does not exist stands for all to come that match a
 *     pattern
 */
@API(status = API.Status.INTERNAL)
public record NamespaceSelection(String words, boolean isEvery, Set<String> names) {

    /** Copies the names. */
    public NamespaceSelection {
        names = Set.copyOf(new TreeSet<>(names));
    }

    /** {@return every namespace, also those to come} */
    public static NamespaceSelection every() {
        return new NamespaceSelection("every namespace", true, Set.of());
    }

    /**
     * {@return those of some requests that are in one of the namespaces}
     *
     * @param requests the requests; those for paths, and those in no namespace, are left out
     */
    public RequestSet select(RequestSet requests) {
        return isEvery
                ? requests.outside(Set.of("")).minus(RequestSet.allPaths())
                : RequestSet.union(names.stream().map(requests::in).toList());
    }
}
