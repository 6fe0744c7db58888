package dev.kubeuser.cluster.internal;

import dev.kubeuser.authorizer.internal.AuthorizerWebhooks;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What this library needs of a cluster beyond the public type. Every cluster implements it. */
public interface ManagedCluster extends RunningCluster {

    /** The cluster behind its public type. */
    static ManagedCluster of(Cluster cluster) {
        if (cluster instanceof ManagedCluster managed) {
            return managed;
        }
        throw new IllegalArgumentException(
                cluster + " was not made by this library: a ClusterProvider makes its clusters"
                        + " with Clusters.fromKubeconfig");
    }

    /** How clients reach the API server. */
    Endpoint endpoint();

    /** The guard that limits how long requests to the API server take. */
    RequestGuard guard();

    /** Requests as the administrator, over the same connections as {@link #adminClient()}. */
    ApiRequests adminRequests();

    /** The run that marks the objects that this JVM creates in the cluster. */
    Run run();

    /** The UIDs of what the run has created so far. Labels can be forged; that an object is one of these cannot. */
    Set<String> createdUids();

    /** The keys with which the cluster signs credentials; only an embedded cluster gives access to them. */
    default Optional<ClusterKeys> keys() {
        return Optional.empty();
    }

    /** Its authentication by an AuthenticationConfiguration, if it has one. */
    default Optional<ServedAuthentication> authentication() {
        return Optional.empty();
    }

    /** The webhooks of its AuthorizationConfiguration, if it has one. */
    default Optional<AuthorizerWebhooks> authorizers() {
        return Optional.empty();
    }

    /** The name of the webhook authorizer that decided last about a request of a user; empty if none did. */
    default Optional<String> webhookThatDecided(UserInfo user, RequestAttributes request) {
        return authorizers()
                .flatMap(webhooks -> webhooks.decision(user, request))
                .map(AuthorizerWebhooks.Decision::authorizer);
    }

    /** What its API server logs, where that can be read. */
    default Optional<ServerLog> serverLog() {
        return Optional.empty();
    }

    /** The address of this machine at which the API server reaches a server of this process, if one is known. */
    default Optional<InetAddress> addressOfThisProcess() {
        return Optional.empty();
    }

    /** How long its signers may take to issue a certificate, unless a setting says otherwise. */
    default Duration csrTimeout() {
        return Duration.ofSeconds(15);
    }

    /** Whether it surely issues client certificates, at the latest once it is ready. */
    default boolean isIssuer() {
        return false;
    }

    /** Whether others use it: it may lack rights, signers or a direct way to the server, and must stay whole for them. */
    default boolean isOfOthers() {
        return false;
    }

    /** Whether something else than this library may end it as soon as the JVM begins to end. */
    default boolean mayEndWithTheJvm() {
        return false;
    }

    /** How long to wait between two looks at the audit log. */
    default Duration auditPause() {
        return Duration.ofMillis(250);
    }

    /** Whether a custom resource is one that this kind of cluster makes for itself. */
    default boolean isOwnResource(String group, String plural) {
        return false;
    }

    /**
     * Keeps what the rooms above know of this cluster, in one object of each type, for as long as it runs.
     *
     * @param type its type, which this room cannot name
     * @param first creates it on the first call
     * @return the context, the same for all callers
     */
    <T> T context(Class<T> type, Supplier<? extends T> first);

    /**
     * Ends the cluster while the JVM ends and tests no longer clean up. Also removes what they created in a cluster
     * that stays.
     */
    default void abandon() {
        close();
    }
}
