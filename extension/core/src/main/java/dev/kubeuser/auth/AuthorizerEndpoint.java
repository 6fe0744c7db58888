// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import dev.kubeuser.auth.internal.AuthorizerWebhooks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apiguardian.api.API;

/**
 * The webhook authorizers of a cluster, for which the test answers. They have the names, match conditions, timeouts and
 * failure policies of the {@code AuthorizationConfiguration}.
 *
 * <pre>{@code
 * @Test
 * void nobodyReadsSecretsFromHome(@KubeUser("alice") KubeAccess alice, AuthorizerEndpoint authorizer) {
 *     authorizer.answer("alice", question -> AuthorizerAnswer.deny("not from home"));
 *     assertThat(alice).cannot(get("secrets").in("dev"));
 * }
 * }</pre>
 *
 * <p>A test gets it injected by this type if the {@code authorization} of its cluster has a webhook. An answer that a
 * test method gives is valid until the method ends; an answer from {@code @BeforeAll}, for the whole class. Without an
 * answer of the test there is no opinion. The most recent answer wins. The API server asks about the users of all tests
 * on the cluster, so a test that runs beside others answers about its own user. The API server caches answers as long
 * as the file configures.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/webhook/">Webhook Mode</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AuthorizerEndpoint implements AutoCloseable {

    private static final int MOST = 10_000;

    private final AuthorizerWebhooks webhooks;
    private final Deque<AuthorizerQuestion> asked = new ArrayDeque<>();
    private final Map<String, Function<AuthorizerQuestion, AuthorizerAnswer>> aboutUsers = new ConcurrentHashMap<>();
    private volatile Function<AuthorizerQuestion, AuthorizerAnswer> aboutOthers =
            question -> AuthorizerAnswer.noOpinion();

    private AuthorizerEndpoint(AuthorizerWebhooks webhooks) {
        this.webhooks = webhooks;
    }

    /**
     * Begins to listen.
     *
     * @param webhooks the webhooks of a cluster
     * @return the endpoint; close it to end its answers
     */
    @API(status = API.Status.INTERNAL)
    public static AuthorizerEndpoint of(AuthorizerWebhooks webhooks) {
        AuthorizerEndpoint endpoint = new AuthorizerEndpoint(webhooks);
        webhooks.add(endpoint, endpoint::reply);
        return endpoint;
    }

    /**
     * Sets how to answer questions about a user from now on. An exception is an error of the webhook.
     *
     * @param user the user name
     * @param answers the answer to each question; several threads may call it at once
     */
    public void answer(String user, Function<AuthorizerQuestion, AuthorizerAnswer> answers) {
        aboutUsers.put(user, answers);
    }

    /**
     * Gives the answer for all users who have no answer of their own.
     *
     * @param answers the answer to each question; several threads may call it at once
     */
    public void answer(Function<AuthorizerQuestion, AuthorizerAnswer> answers) {
        aboutOthers = answers;
    }

    /**
     * {@return what the API server asked since the test got this, the latest 10,000; it does not ask what it remembers}
     */
    public List<AuthorizerQuestion> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    /**
     * {@return what it asked about a user}
     *
     * @param user the user name
     */
    public List<AuthorizerQuestion> asked(String user) {
        return asked().stream()
                .filter(question -> question.user().name().equals(user))
                .toList();
    }

    private AuthorizerAnswer reply(AuthorizerQuestion question) {
        synchronized (asked) {
            if (asked.size() == MOST) {
                asked.removeFirst();
            }
            asked.addLast(question);
        }
        return aboutUsers.getOrDefault(question.user().name(), aboutOthers).apply(question);
    }

    /** Ends its answers. */
    @Override
    public void close() {
        webhooks.remove(this);
    }

    /** The names of the authorizers. */
    @Override
    public String toString() {
        return "authorizers " + webhooks.names();
    }
}
