// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.AccessReviewer.ReviewAnswer;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.NodeUser;
import dev.kubeuser.rbac.internal.Signer;
import dev.kubeuser.request.RequestAttributes;
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
 * Access that takes several permissions, each of which the API server is asked for: to approve or sign the requests of
 * a signer, or to send a request as another user. It may be had in several ways, of which one is enough.
 *
 * @param reviewer the reviewer of the user
 * @param what in words, after "to"
 * @param ways what each way takes
 */
record CombinedAccess(AccessReviewer reviewer, String what, List<List<AccessQuery>> ways) {

    private static final String REQUESTS = "certificatesigningrequests.certificates.k8s.io/";
    private static final String SIGNERS = "signers.certificates.k8s.io";
    private static final Set<String> ADDED = Set.of("system:authenticated", "system:unauthenticated");
    private static final String NODE_OF_TOKEN = "authentication.kubernetes.io/node-name";

    /**
     * Access to approve and deny the requests of a signer.
     *
     * @see #toSign
     */
    static CombinedAccess toApprove(AccessReviewer reviewer, String signer) {
        return ofSigner(reviewer, "approve", "approval", signer);
    }

    /**
     * Access to issue the certificates of a signer. The API server checks twice. Authorization checks the subresource
     * that is written. Then admission checks the signer by its name and, if that is denied, its whole domain.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization">Authorization
     *     of certificate signing requests</a>
     */
    static CombinedAccess toSign(AccessReviewer reviewer, String signer) {
        return ofSigner(reviewer, "sign", "status", signer);
    }

    private static CombinedAccess ofSigner(AccessReviewer reviewer, String verb, String subresource, String signer) {
        requireName(signer);
        AccessQuery write = AccessQuery.update(REQUESTS + subresource);
        List<List<AccessQuery>> ways = new Signer(signer)
                .resourceNames().stream()
                        .map(name ->
                                List.of(write, AccessQuery.verb(verb, SIGNERS).named(name)))
                        .toList();
        ways.get(0).forEach(reviewer.context()::requireAnswerable);
        return new CombinedAccess(
                reviewer, verb + " CertificateSigningRequests of the signer \"" + signer + "\"", ways);
    }

    /** A name that no signer can have would always be denied. */
    private static void requireName(String signer) {
        String[] parts = signer.split("/", -1);
        if (parts.length != 2
                || !DnsNames.isSubdomain(parts[0])
                || !parts[0].contains(".")
                || !DnsNames.isSubdomain(parts[1])) {
            throw new AccessQueryException("\"" + signer + "\" is not the name of a signer: write it as"
                    + " CertificateSigningRequests do, as in \"kubernetes.io/kube-apiserver-client\"");
        }
    }

    /**
     * Access to send a request as another user. The API server asks its authorizers for {@code impersonate} on each
     * thing that the headers name or, since Kubernetes 1.36, for a constrained mode and for the request in that mode.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/#constrained-impersonation">Constrained
     *     impersonation</a>
     */
    static CombinedAccess toImpersonate(AccessReviewer reviewer, UserInfo other, AccessQuery query) {
        reviewer.context().requireAnswerable(query);
        List<List<AccessQuery>> ways = ways(reviewer, other, query.attributes()).stream()
                .map(way -> way.stream().map(AccessQuery::of).toList())
                .toList();
        List<String> groups = headers(reviewer.userInfo(), other).groups();
        String what = "impersonate " + other.subject() + (groups.isEmpty() ? "" : " in the groups " + groups) + " to "
                + query;
        return new CombinedAccess(reviewer, what, ways);
    }

    private static List<List<RequestAttributes>> ways(
            AccessReviewer reviewer, UserInfo other, RequestAttributes request) {
        Impersonation headers = headers(reviewer.userInfo(), other);
        List<List<RequestAttributes>> ways = new ArrayList<>();
        if (reviewer.context().features().contains(ServerFeature.CONSTRAINED_IMPERSONATION)) {
            ways.addAll(constrained(reviewer, other, request));
        }
        ways.addAll(headers.ways(request, ""));
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
                && NodeUser.userOf(reviewer.identity().extra().getOrDefault(NODE_OF_TOKEN, Set.of()))
                        .equals(other.name())) {
            ways.addAll(headers.ways(request, "impersonate:associated-node"));
        }
        headers.mode().ifPresent(mode -> ways.addAll(headers.ways(request, "impersonate:" + mode)));
        return ways;
    }

    /** Leaves out groups that the API server adds. */
    private static Impersonation headers(UserInfo sender, UserInfo other) {
        Set<String> groups = new LinkedHashSet<>(other.groups());
        if (groups.equals(Impersonation.impersonated(other.name(), List.of()).groups())) {
            groups.clear();
        }
        groups.removeAll(ADDED);
        return new Impersonation(sender, other.name(), List.copyOf(groups), "", Map.of());
    }

    /** Asks until the answer is as expected or the timeout has passed, and reports the last answers. */
    Answers ask(boolean expected, Duration timeout) {
        Answers answers = Deadline.in(timeout).poll(this::answered, given -> given.isAllowed() == expected);
        answers.deciding().forEach(answer -> reviewer.report(answer.query(), expected, answer.isAllowed()));
        return answers;
    }

    private Answers answered() {
        Map<AccessQuery, ReviewAnswer> answers = new LinkedHashMap<>();
        reviewer.askAll(ways.stream().flatMap(List::stream).distinct().toList())
                .forEach(answer -> answers.put(answer.query(), answer));
        return new Answers(ways.stream()
                .map(way -> way.stream().map(answers::get).toList())
                .toList());
    }

    /**
     * What the API server answered.
     *
     * @param ways the answers to what each way takes
     */
    record Answers(List<List<ReviewAnswer>> ways) {

        boolean isAllowed() {
            return ways.stream().anyMatch(Answers::passes);
        }

        private static boolean passes(List<ReviewAnswer> way) {
            return way.stream().allMatch(ReviewAnswer::isAllowed);
        }

        /** The answers that decide: those of a way that passes, otherwise all that deny one. */
        private Stream<ReviewAnswer> deciding() {
            return isAllowed()
                    ? because().stream()
                    : ways.stream().flatMap(List::stream).distinct().filter(answer -> !answer.isAllowed());
        }

        /** The answers that a message names: those that allow it, or deny the way that lacks least. */
        List<ReviewAnswer> because() {
            return ways.stream()
                    .filter(Answers::passes)
                    .findFirst()
                    .or(() -> ways.stream()
                            .map(way -> way.stream()
                                    .filter(answer -> !answer.isAllowed())
                                    .toList())
                            .min(Comparator.comparingInt(List::size)))
                    .orElse(List.of());
        }
    }
}
