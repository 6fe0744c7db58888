package dev.kubeuser.apply;

import dev.kubeuser.base.internal.DnsNames;
import java.time.Duration;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How manifests are applied.
 *
 * <p>Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ApplyOptions {

    private final String namespace;
    private final boolean createNamespaces;
    private final Duration timeout;
    private final String owner;

    private ApplyOptions(String namespace, boolean createNamespaces, Duration timeout, String owner) {
        this.namespace = namespace;
        this.createNamespaces = createNamespaces;
        this.timeout = timeout;
        this.owner = owner;
        if (!DnsNames.isLabel(namespace)) {
            throw new IllegalArgumentException("\"" + namespace + "\" is not the name of a namespace. Use up to 63"
                    + " lower-case letters, digits and hyphens, with a letter or digit at both ends");
        }
    }

    /**
     * {@return options with the namespace {@code default}, without creating namespaces, with a timeout of 10 seconds}
     */
    public static ApplyOptions defaults() {
        return new ApplyOptions("default", false, Duration.ofSeconds(10), "another call of AppliedManifests.apply");
    }

    /**
     * {@return a copy with another default namespace}
     *
     * @param other the name of the namespace
     */
    public ApplyOptions withNamespace(String other) {
        return new ApplyOptions(other, createNamespaces, timeout, owner);
    }

    /**
     * {@return a copy that creates namespaces or does not}
     *
     * @param create whether to create missing namespaces
     */
    public ApplyOptions withCreateNamespaces(boolean create) {
        return new ApplyOptions(namespace, create, timeout, owner);
    }

    /**
     * {@return a copy with another timeout}
     *
     * @param other how long to wait until the API server acts on a policy
     */
    public ApplyOptions withTimeout(Duration other) {
        return new ApplyOptions(namespace, createNamespaces, other, owner);
    }

    /**
     * {@return a copy with another owner}
     *
     * @param other who applies the manifests
     */
    @API(status = API.Status.INTERNAL)
    public ApplyOptions withOwner(String other) {
        return new ApplyOptions(namespace, createNamespaces, timeout, other);
    }

    /**
     * {@return for namespaced objects that name none, like {@code kubectl --namespace}}
     */
    public String namespace() {
        return namespace;
    }

    /**
     * {@return whether to create missing namespaces that objects need, and to remove them with the rest}
     */
    public boolean createNamespaces() {
        return createNamespaces;
    }

    /**
     * {@return how long to wait until the API server acts on what was applied or removed}
     */
    public Duration timeout() {
        return timeout;
    }

    String owner() {
        return owner;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApplyOptions that
                && namespace.equals(that.namespace)
                && createNamespaces == that.createNamespaces
                && timeout.equals(that.timeout)
                && owner.equals(that.owner);
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespace, createNamespaces, timeout, owner);
    }

    /** Shows all values. */
    @Override
    public String toString() {
        return "ApplyOptions[namespace=" + namespace + ", createNamespaces=" + createNamespaces + ", timeout=" + timeout
                + ", owner=" + owner + "]";
    }
}
