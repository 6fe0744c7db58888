// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import dev.kubeuser.base.internal.DnsNames;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apiguardian.api.API;

/**
 * How manifests are applied.
 *
 * <p>Immutable and thread-safe.
 *
 * @param namespace for namespaced objects that name none, like {@code kubectl --namespace}
 * @param createNamespaces whether to create missing namespaces that objects need, and to remove them with the rest
 * @param timeout how long to wait until the API server acts on what was applied or removed
 * @param owner who applies the manifests, for the message about another object of the same name
 * @param skipKinds kinds, such as {@code ServiceMonitor}, and API groups, whose objects are skipped if the cluster does
 *     not serve them
 * @param notes takes a line on what is skipped
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ApplyOptions(
        String namespace,
        boolean createNamespaces,
        Duration timeout,
        String owner,
        Set<String> skipKinds,
        Consumer<String> notes) {

    /**
     * Checks the name of the namespace, and copies the set.
     *
     * @throws IllegalArgumentException if no namespace can have it
     */
    public ApplyOptions {
        if (!DnsNames.isLabel(namespace)) {
            throw new IllegalArgumentException("\"" + namespace + "\" is not the name of a namespace. Use up to 63"
                    + " lower-case letters, digits and hyphens, with a letter or digit at both ends");
        }
        skipKinds = Set.copyOf(skipKinds);
    }

    /**
     * {@return options with the namespace {@code default}, without creating namespaces, with a timeout of 10 seconds}
     */
    public static ApplyOptions defaults() {
        return new ApplyOptions(
                "default",
                false,
                Duration.ofSeconds(10),
                "another call of AppliedManifests.apply",
                Set.of(),
                ApplyOptions::log);
    }

    /**
     * {@return a copy with another default namespace}
     *
     * @param other the name of the namespace
     * @throws IllegalArgumentException if no namespace can have it
     */
    public ApplyOptions withNamespace(String other) {
        return new ApplyOptions(other, createNamespaces, timeout, owner, skipKinds, notes);
    }

    /**
     * {@return a copy that creates namespaces or does not}
     *
     * @param create whether to create missing namespaces
     */
    public ApplyOptions withCreateNamespaces(boolean create) {
        return new ApplyOptions(namespace, create, timeout, owner, skipKinds, notes);
    }

    /**
     * {@return a copy with another timeout}
     *
     * @param other how long to wait until the API server acts on a policy
     */
    public ApplyOptions withTimeout(Duration other) {
        return new ApplyOptions(namespace, createNamespaces, other, owner, skipKinds, notes);
    }

    /**
     * {@return a copy with another owner}
     *
     * @param other who applies the manifests
     */
    @API(status = API.Status.INTERNAL)
    public ApplyOptions withOwner(String other) {
        return new ApplyOptions(namespace, createNamespaces, timeout, other, skipKinds, notes);
    }

    /**
     * {@return a copy that skips objects whose kind the cluster does not serve} What is skipped is in the log. Objects
     * of RBAC, CustomResourceDefinitions and admission cannot be skipped.
     *
     * @param names kinds, such as {@code ServiceMonitor}, and API groups, such as {@code cert-manager.io}; each has to
     *     be in the manifests
     */
    public ApplyOptions withSkipKinds(String... names) {
        return new ApplyOptions(namespace, createNamespaces, timeout, owner, Set.copyOf(List.of(names)), notes);
    }

    /**
     * {@return a copy that reports what is skipped elsewhere than in the log}
     *
     * @param other takes the line
     */
    @API(status = API.Status.INTERNAL)
    public ApplyOptions withNotes(Consumer<String> other) {
        return new ApplyOptions(namespace, createNamespaces, timeout, owner, skipKinds, other);
    }

    private static void log(String line) {
        System.getLogger(ApplyOptions.class.getName()).log(System.Logger.Level.INFO, "kubeuser: " + line);
    }
}
