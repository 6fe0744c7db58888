package dev.kubeuser.apply;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How manifests are applied.
 *
 * @param namespace for namespaced objects that name none, like {@code kubectl --namespace}
 * @param createNamespaces whether namespaces that objects are in, and that neither the cluster nor the manifests have,
 *     are created, and removed with the rest
 * @param timeout how long to wait until what was applied or removed is effective
 * @param owner who applies them, for messages to others
 * @param shared what others have applied to the same cluster
 */
public record ApplyOptions(
        String namespace, boolean createNamespaces, Duration timeout, String owner, SharedObjects shared) {

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the namespace cannot be one
     */
    public ApplyOptions {
        if (!DNS_LABEL.matcher(namespace).matches()) {
            throw new IllegalArgumentException(
                    "\"" + namespace + "\" cannot be a namespace: up to 63 lower-case letters,"
                            + " digits and dashes are needed, with a letter or digit at both ends");
        }
    }

    /**
     * {@return namespace {@code default}, no created namespaces, 10 seconds, and nothing shared}
     */
    public static ApplyOptions defaults() {
        return new ApplyOptions(
                "default", false, Duration.ofSeconds(10), "another call of Manifests.apply", new SharedObjects());
    }

    /**
     * {@return the same with another default namespace}
     *
     * @param other name of a namespace
     */
    public ApplyOptions withNamespace(String other) {
        return new ApplyOptions(other, createNamespaces, timeout, owner, shared);
    }

    /**
     * {@return the same, or with missing namespaces created}
     *
     * @param create whether they are
     */
    public ApplyOptions withCreateNamespaces(boolean create) {
        return new ApplyOptions(namespace, create, timeout, owner, shared);
    }

    /**
     * {@return the same with another patience}
     *
     * @param patience how long to wait until a policy is effective
     */
    public ApplyOptions withTimeout(Duration patience) {
        return new ApplyOptions(namespace, createNamespaces, patience, owner, shared);
    }

    /**
     * {@return the same for one of several who apply to one cluster}
     *
     * @param objects what they have applied
     * @param who this one is
     */
    public ApplyOptions sharing(SharedObjects objects, String who) {
        return new ApplyOptions(namespace, createNamespaces, timeout, who, objects);
    }
}
