// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.rbac.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A ServiceAccount to request a token for. Begin with {@link #named(String, String)}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param namespace its namespace
 * @param name its name
 * @param audiences who the token is meant for; the API server if empty
 * @param expiration how long the token is valid, in whole seconds
 * @param boundObject the object that the token is bound to, as in {@code pod/web-0}; {@code null} for none
 * @param tokenSecret the name of the Secret that has the token; {@code null} for a token that is requested
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/">Managing Service
 *     Accounts</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ServiceAccountSpec(
        String namespace,
        String name,
        List<String> audiences,
        Duration expiration,
        @Nullable String boundObject,
        @Nullable String tokenSecret)
        implements SubjectSpec {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Set<String> BINDABLE = Set.of("pod", "secret", "node");

    /**
     * Requires that there can be such a token.
     *
     * @throws IllegalArgumentException if not
     */
    public ServiceAccountSpec {
        audiences = List.copyOf(audiences);
        if (audiences.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "an audience is blank: name who the token is meant for, or give no audience, for the API server");
        }
        require("namespace", namespace, DnsNames.isLabel(namespace));
        require("name", name, DnsNames.isSubdomain(name));
        UserSpec.requireExpiration(expiration);
        requireBoundObject(boundObject);
        if (tokenSecret != null && !DnsNames.isSubdomain(tokenSecret)) {
            throw new IllegalArgumentException("\"" + tokenSecret + "\" cannot be the name of a Secret");
        }
        if (tokenSecret != null && (boundObject != null || !audiences.isEmpty() || !expiration.equals(HOUR))) {
            throw new IllegalArgumentException("the token in the Secret " + tokenSecret
                    + " is there already: audiences, expiration and the object that a token is bound to are for tokens"
                    + " that are requested; leave them out");
        }
    }

    private static void requireBoundObject(@Nullable String object) {
        if (object == null) {
            return;
        }
        String[] parts = object.split("/", 2);
        if (parts.length < 2 || !BINDABLE.contains(parts[0]) || !DnsNames.isSubdomain(parts[1])) {
            throw new IllegalArgumentException("a token cannot be bound to \"" + object
                    + "\": write pod/NAME, secret/NAME or node/NAME, as in \"pod/web-0\"");
        }
    }

    /**
     * {@return the ServiceAccount that a text names, with the default token}
     *
     * @param account {@code NAMESPACE/NAME}
     * @throws IllegalArgumentException if the text has another form, or Kubernetes does not allow a name
     */
    public static ServiceAccountSpec parse(String account) {
        String[] parts = account.split("/", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException(
                    "\"" + account + "\" has no namespace: write NAMESPACE/NAME, as in \"default/" + account + "\"");
        }
        return named(parts[0], parts[1]);
    }

    /**
     * {@return a ServiceAccount with a token for the API server that is valid for an hour}
     *
     * @param namespace its namespace
     * @param name its name
     * @throws IllegalArgumentException if Kubernetes does not allow one of them
     */
    public static ServiceAccountSpec named(String namespace, String name) {
        return new ServiceAccountSpec(namespace, name, List.of(), HOUR, null, null);
    }

    /**
     * {@return a copy with a token for other audiences, as a projected volume has it; the API server refuses it unless
     * it is one of them}
     *
     * @param others who the token is meant for
     * @throws IllegalArgumentException if one is blank
     */
    public ServiceAccountSpec withAudiences(String... others) {
        return new ServiceAccountSpec(namespace, name, List.of(others), expiration, boundObject, tokenSecret);
    }

    /**
     * {@return a copy whose token has another lifetime}
     *
     * @param other how long the token is valid, in whole seconds
     * @throws IllegalArgumentException if it is less than 600 seconds
     */
    public ServiceAccountSpec withExpiration(Duration other) {
        return new ServiceAccountSpec(namespace, name, audiences, other, boundObject, tokenSecret);
    }

    /**
     * {@return a copy whose token is bound to an object, as that of a pod is: it ends with the object, and says in the
     * user's extra attributes which one it is}
     *
     * @param object {@code pod/NAME}, {@code secret/NAME} or {@code node/NAME}, which has to exist; a pod or Secret in
     *     the namespace of the ServiceAccount
     * @throws IllegalArgumentException if the text has another form, or the token is that of a Secret
     */
    public ServiceAccountSpec withBoundObject(String object) {
        return new ServiceAccountSpec(namespace, name, audiences, expiration, object, tokenSecret);
    }

    /**
     * {@return a copy with the token in a Secret of type {@code kubernetes.io/service-account-token}, which has no end}
     *
     * @param secret the name of the Secret in the namespace of the ServiceAccount, which has to exist; a controller of
     *     the cluster fills it
     * @throws IllegalArgumentException if no Secret can have this name, or audiences, an expiration or a bound object
     *     are set
     */
    public ServiceAccountSpec withTokenSecret(String secret) {
        return new ServiceAccountSpec(namespace, name, audiences, expiration, boundObject, secret);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServiceAccountSpec that
                && namespace.equals(that.namespace)
                && name.equals(that.name)
                && audiences.equals(that.audiences)
                && expiration.equals(that.expiration)
                && Objects.equals(boundObject, that.boundObject)
                && Objects.equals(tokenSecret, that.tokenSecret);
    }

    /**
     * Hashes the names alone: the JVM generates the code that hashes all parts when it is first needed, and a test
     * waits for it.
     */
    @Override
    public int hashCode() {
        return Objects.hash(namespace, name);
    }

    private static void require(String what, String text, boolean isAllowed) {
        if (!isAllowed) {
            throw new IllegalArgumentException("\"" + text + "\" cannot be the " + what
                    + " of a ServiceAccount: lower-case letters, digits and - are allowed; write NAMESPACE/NAME,"
                    + " as in \"ci/deployer\"");
        }
    }

    /** {@return the user name, {@code system:serviceaccount:NAMESPACE:NAME}} */
    @API(status = API.Status.INTERNAL)
    public String userName() {
        return Subject.serviceAccount(namespace, name).userName();
    }

    /** {@return the groups that the API server adds, in addition to {@code system:authenticated}} */
    @API(status = API.Status.INTERNAL)
    public Set<String> groups() {
        return Set.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public String subject() {
        return Subject.serviceAccount(namespace, name).toString();
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public String settings() {
        if (tokenSecret != null) {
            return "the token of the Secret " + tokenSecret;
        }
        return "audiences " + audiences + ", expiration " + UserSpec.seconds(expiration)
                + (boundObject == null ? "" : ", bound to " + boundObject);
    }
}
