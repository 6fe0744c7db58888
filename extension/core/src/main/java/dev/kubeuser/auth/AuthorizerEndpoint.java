// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import com.google.gson.JsonObject;
import dev.kubeuser.auth.internal.AuthorizerWebhooks;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
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

    private static final int MAX_QUESTIONS = 10_000;

    private final AuthorizerWebhooks webhooks;
    private final Deque<Question> asked = new ArrayDeque<>();
    private final Map<String, Function<Question, AuthorizerAnswer>> aboutUsers = new ConcurrentHashMap<>();
    private volatile Function<Question, AuthorizerAnswer> aboutOthers = question -> AuthorizerAnswer.noOpinion();

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
    public void answer(String user, Function<Question, AuthorizerAnswer> answers) {
        aboutUsers.put(user, answers);
    }

    /**
     * Gives the answer for all users who have no answer of their own.
     *
     * @param answers the answer to each question; several threads may call it at once
     */
    public void answer(Function<Question, AuthorizerAnswer> answers) {
        aboutOthers = answers;
    }

    /**
     * {@return what the API server asked since the test got this, the latest 10,000; it does not ask what it remembers}
     */
    public List<Question> questions() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    /**
     * {@return what it asked about a user}
     *
     * @param user the user name
     */
    public List<Question> questions(String user) {
        return questions().stream()
                .filter(question -> question.user().name().equals(user))
                .toList();
    }

    private AuthorizerAnswer reply(Question question) {
        synchronized (asked) {
            if (asked.size() == MAX_QUESTIONS) {
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

    /**
     * A question of the API server to a webhook authorizer: may this user send this request?
     *
     * @param authorizer the name of the authorizer in the chain
     * @param user who sends the request
     * @param request the request with its selectors, equal to {@code list("pods").labelled("app=web").in("dev")}, for
     *     example; in all namespaces at once, to {@code list("pods")}
     * @param json the SubjectAccessReview as the API server sent it, which has the user's UID and extra too
     */
    public record Question(String authorizer, UserInfo user, AccessQuery request, String json) {

        /**
         * {@return the question in a SubjectAccessReview of version v1, or v1beta1, which calls the groups
         * {@code group}}
         *
         * @param authorizer the name of the authorizer in the chain
         * @param review as the API server sent it
         */
        @API(status = API.Status.INTERNAL)
        public static Question of(String authorizer, JsonObject review) {
            JsonObject spec = Json.object(review, "spec");
            String groups = spec.has("groups") ? "groups" : "group";
            UserInfo user = new UserInfo(Json.text(spec, "user"), new LinkedHashSet<>(Json.texts(spec, groups)));
            AccessQuery request = AccessQuery.of(RequestAttributes.ofReview(spec));
            return new Question(authorizer, user, request, review.toString());
        }

        /** For example {@code company: may alice get secrets in namespace "dev"?}. */
        @Override
        public String toString() {
            return authorizer + ": may " + Printable.text(user.name()) + " " + request + "?";
        }
    }
}
