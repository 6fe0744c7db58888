package dev.kubeuser.assertion;

import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.access.internal.ImpersonationCheck;
import dev.kubeuser.assertion.internal.MissingRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.NodeUser;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.ReviewAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a user may send a request as another one. The API server asks its authorizers for {@code impersonate} on each
 * thing that the headers name or, since Kubernetes 1.36, for a constrained mode and for the request in that mode. One of
 * these ways is enough.
 *
 * @param what for example {@code impersonate User bob to get pods in namespace "dev"}
 * @param ways the answers to what each way takes
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/#constrained-impersonation">Constrained
 *     impersonation</a>
 */
record ImpersonationAccess(String what, List<List<ReviewAnswer>> ways) implements CombinedAccess {

    private static final Set<String> ADDED = Set.of("system:authenticated", "system:unauthenticated");
    private static final String NODE_OF_TOKEN = "authentication.kubernetes.io/node-name";

    /** Asks until the answer is as expected or the timeout has passed, and reports the last answers. */
    static ImpersonationAccess ask(
            AccessReviewer reviewer, UserInfo other, AccessQuery query, boolean expected, Duration timeout) {
        reviewer.require(query);
        List<List<AccessQuery>> ways = ways(reviewer, other, query.attributes()).stream()
                .map(way -> way.stream().map(AccessQuery::of).toList())
                .toList();
        List<String> groups = headers(reviewer.userInfo(), other).groups();
        String what = "impersonate " + MissingRule.subject(other) + (groups.isEmpty() ? "" : " in the groups " + groups)
                + " to " + query;
        return CombinedAccess.poll(reviewer, () -> answered(reviewer, what, ways), expected, timeout);
    }

    private static ImpersonationAccess answered(AccessReviewer reviewer, String what, List<List<AccessQuery>> ways) {
        List<AccessQuery> all = ways.stream().flatMap(List::stream).distinct().toList();
        Map<AccessQuery, ReviewAnswer> answers = new LinkedHashMap<>();
        reviewer.askAll(all).forEach(answer -> answers.put(answer.query(), answer));
        return new ImpersonationAccess(
                what,
                ways.stream()
                        .map(way -> way.stream().map(answers::get).toList())
                        .toList());
    }

    private static List<List<RequestAttributes>> ways(
            AccessReviewer reviewer, UserInfo other, RequestAttributes request) {
        Impersonation headers = headers(reviewer.userInfo(), other);
        List<List<RequestAttributes>> ways = new ArrayList<>();
        if (reviewer.features().contains(ServerFeature.CONSTRAINED_IMPERSONATION)) {
            ways.addAll(constrained(reviewer, other, request));
        }
        ways.addAll(ImpersonationCheck.ways(headers, request, ""));
        return ways;
    }

    /** A mode for nodes takes the name alone, and adds the group. */
    private static List<List<RequestAttributes>> constrained(
            AccessReviewer reviewer, UserInfo other, RequestAttributes request) {
        UserInfo sender = reviewer.userInfo();
        Impersonation headers =
                headers(sender, NodeUser.isAuthorizedAsNode(other) ? UserInfo.user(other.name()) : other);
        List<List<RequestAttributes>> ways = new ArrayList<>();
        if (NodeUser.isNode(other.name())
                && NodeUser.userOf(reviewer.extra().getOrDefault(NODE_OF_TOKEN, Set.of()))
                        .equals(other.name())) {
            ways.addAll(ImpersonationCheck.ways(headers, request, "impersonate:associated-node"));
        }
        ImpersonationCheck.mode(headers)
                .ifPresent(mode -> ways.addAll(ImpersonationCheck.ways(headers, request, "impersonate:" + mode)));
        return ways;
    }

    /** Names no group that the API server adds. */
    private static Impersonation headers(UserInfo sender, UserInfo other) {
        Set<String> groups = new LinkedHashSet<>(other.groups());
        if (groups.equals(Impersonation.impersonated(other.name(), List.of()).groups())) {
            groups.clear();
        }
        groups.removeAll(ADDED);
        return new Impersonation(sender, other.name(), List.copyOf(groups), "", Map.of());
    }

    @Override
    public boolean isAllowed() {
        return ways.stream().anyMatch(ImpersonationAccess::passes);
    }

    private static boolean passes(List<ReviewAnswer> way) {
        return way.stream().allMatch(ReviewAnswer::isAllowed);
    }

    /** Those of a way that passes, otherwise all that deny one. */
    @Override
    public Stream<ReviewAnswer> deciding() {
        return isAllowed()
                ? because().stream()
                : ways.stream().flatMap(List::stream).distinct().filter(answer -> !answer.isAllowed());
    }

    /** What denies the way that lacks least; a constrained one before the others. */
    @Override
    public List<ReviewAnswer> because() {
        return ways.stream()
                .filter(ImpersonationAccess::passes)
                .findFirst()
                .or(() -> ways.stream()
                        .map(way -> way.stream()
                                .filter(answer -> !answer.isAllowed())
                                .toList())
                        .min(Comparator.comparingInt(List::size)))
                .orElse(List.of());
    }
}
