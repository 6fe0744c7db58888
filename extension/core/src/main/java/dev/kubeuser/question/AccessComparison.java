// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.question.Upgrade.AccessChange;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.statement.EffectiveDifference;
import dev.kubeuser.statement.EffectivePolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds what one of two clusters allows and the other does not, by their policies and by what they serve. Both API
 * servers are asked about each reported request, and their answers decide.
 *
 * @param allowing the cluster that allows it
 * @param refusing the other cluster
 * @param isGained whether the later cluster is the one that allows it
 * @param subjects whose access is compared
 */
record AccessComparison(Side allowing, Side refusing, boolean isGained, Set<Subject> subjects) {

    static final Comparator<String> BY_VERB = Comparator.<String>comparingInt(
                    verb -> KnownVerbs.OF_REQUESTS.contains(verb) ? KnownVerbs.OF_REQUESTS.indexOf(verb) : 99)
            .thenComparing(verb -> verb);

    private record Candidate(Subject subject, RequestAttributes request) {}

    static List<AccessChange> changes(Side before, Side after, Set<Subject> subjects) {
        return Stream.of(
                        new AccessComparison(after, before, true, subjects),
                        new AccessComparison(before, after, false, subjects))
                .flatMap(AccessComparison::changes)
                .sorted()
                .toList();
    }

    private Stream<AccessChange> changes() {
        List<Candidate> candidates = subjects.stream().flatMap(this::candidates).toList();
        List<Boolean> confirmed = InFlight.QUESTIONS.ask(candidates, this::isConfirmed);
        Map<AccessChange, List<String>> byVerb = new LinkedHashMap<>();
        for (int i = 0; i < candidates.size(); i++) {
            if (confirmed.get(i)) {
                Candidate found = candidates.get(i);
                byVerb.computeIfAbsent(change(found), first -> new ArrayList<>())
                        .add(found.request().verb());
            }
        }
        Map<AccessChange, List<Subject>> bySubject = new LinkedHashMap<>();
        byVerb.forEach((change, verbs) -> bySubject
                .computeIfAbsent(
                        change.of(List.of(), verbs.stream().sorted(BY_VERB).toList()), first -> new ArrayList<>())
                .addAll(change.subjects()));
        return bySubject.entrySet().stream()
                .map(same -> same.getKey()
                        .of(
                                same.getValue().stream()
                                        .sorted(Comparator.comparing(Subject::toString))
                                        .toList(),
                                same.getKey().verbs()));
    }

    private Stream<Candidate> candidates(Subject subject) {
        RequestSet beyond = EffectiveDifference.withoutGroups(
                subject,
                allowing.allowed(subject).minus(refusing.allowed(subject)),
                group -> subjects.contains(group) ? allowing.allowed(group) : RequestSet.none());
        return Stream.concat(resources(beyond).stream(), paths(beyond)).map(request -> new Candidate(subject, request));
    }

    /** One request for each verb, resource, name and namespace, unless it is part of a wider one. */
    private List<RequestAttributes> resources(RequestSet requests) {
        List<RequestAttributes> found = new ArrayList<>();
        RequestSet left = requests.minus(RequestSet.allPaths());
        while (!left.isEmpty()) {
            RequestAttributes widest = allowing.policy().witness(left).orElseThrow();
            found.add(widest);
            left = left.minus(within((ResourceAttributes) widest));
        }
        return found;
    }

    /** A request without a namespace is one for all of them, and one without a name is one for objects of any name. */
    private static RequestSet within(ResourceAttributes request) {
        List<String> names = request.name().isEmpty() ? List.of() : List.of(request.name());
        RequestSet everywhere = request.resourceName().requests(List.of(request.verb()), names);
        return request.namespace().isEmpty() ? everywhere : everywhere.in(request.namespace());
    }

    /** As the rules have them that allow them: a path with a star stands for all that begin so. */
    private Stream<RequestAttributes> paths(RequestSet requests) {
        return requests.intersection(RequestSet.allPaths()).isEmpty()
                ? Stream.of()
                : allowing.policy().rbac().roles().stream()
                        .flatMap(role -> role.rules().stream())
                        .flatMap(rule -> rule.nonResourceUrls().stream()
                                .flatMap(url -> rule.verbs().stream()
                                        .<RequestAttributes>map(verb -> new NonResourceAttributes(verb, url))))
                        .distinct()
                        .filter(requests::contains);
    }

    private boolean isConfirmed(Candidate found) {
        return allowing.answers(found.subject(), found.request())
                && !refusing.answers(found.subject(), found.request());
    }

    /** The change that it is part of, still without its verb. */
    private AccessChange change(Candidate found) {
        String because = because(found.subject(), found.request());
        List<Subject> subject = List.of(found.subject());
        return found.request() instanceof ResourceAttributes request
                ? new AccessChange(isGained, subject, place(request), target(request), List.of(), because)
                : new AccessChange(
                        isGained, subject, "", ((NonResourceAttributes) found.request()).path(), List.of(), because);
    }

    /** Why one cluster allows a request and the other does not. */
    private String because(Subject subject, RequestAttributes request) {
        UserInfo user = ReviewedSubject.of(allowing.cluster(), subject).userInfo();
        boolean isGrantedByBoth = refusing.policy().rbac().allows(user, request);
        if (refusing.needsCreate(request) && isGrantedByBoth) {
            String since = ServerFeature.CREATE_FOR_STREAMS.since();
            return isGained
                    ? "get alone is enough before Kubernetes " + since
                    : "it also needs create from Kubernetes " + since + " on";
        }
        List<Grant> grants = allowing.policy().rbac().decide(user, request).grants();
        if (!refusing.served().contains(request) && (grants.isEmpty() || isGrantedByBoth)) {
            return isGained ? "the API server knows it now" : "the API server no longer knows it";
        }
        return grants.stream()
                .findFirst()
                .map(grant -> because(grant, request))
                .orElse("an authorizer other than RBAC allows it" + (isGained ? "" : " no longer"));
    }

    private String because(Grant grant, RequestAttributes request) {
        RbacPolicy policy = refusing.policy().rbac();
        RbacRole role = grant.role();
        Optional<RbacRole> other = policy.role(role.id());
        if (other.isEmpty()) {
            return role.id() + (isGained ? " is new" : " is gone");
        }
        boolean isSameRole = other.get().rules().stream().anyMatch(rule -> rule.allows(request));
        if (!isSameRole) {
            return grant.rule().id().role() + (isGained ? " allows it now" : " no longer allows it");
        }
        RbacBinding binding = grant.binding();
        boolean isSameBinding =
                policy.bindings().stream().anyMatch(known -> known.id().equals(binding.id()));
        if (isSameBinding) {
            return binding.id() + (isGained ? " names the subject now" : " no longer names the subject");
        }
        return binding.id() + (isGained ? " is new" : " is gone");
    }

    private String place(ResourceAttributes request) {
        boolean isOfAll = request.namespace().isEmpty() && allowing.served().contains(request.in("any-namespace"));
        return isOfAll ? "*" : request.namespace();
    }

    private static String target(ResourceAttributes request) {
        return request.resourceName() + (request.name().isEmpty() ? "" : " \"" + request.name() + "\"");
    }

    /**
     * One of two clusters that are compared.
     *
     * @param cluster the cluster
     * @param policy its policy
     * @param features what its server does that some versions do not
     * @param verbs what it serves, or asks authorizers for: the verbs of each resource
     * @param served the same as requests, with all paths
     */
    record Side(
            Cluster cluster,
            EffectivePolicy policy,
            Set<ServerFeature> features,
            Map<String, Set<String>> verbs,
            RequestSet served) {

        /** Streams by GET, for which the server may also ask for {@code create}. */
        private static final RequestSet STREAMS_BY_GET = RequestSet.ofResources(
                List.of("get"), List.of(""), List.of("pods/exec", "pods/attach", "pods/portforward"), List.of());

        static Side read(Cluster cluster) {
            EffectivePolicy policy = ClusterPolicy.inForce(cluster);
            return of(
                    cluster,
                    policy,
                    policy.features(),
                    ClusterContext.of(cluster).served());
        }

        static Side of(
                Cluster cluster, EffectivePolicy policy, Set<ServerFeature> features, List<ServedResource> resources) {
            Map<String, Set<String>> verbs = new LinkedHashMap<>();
            resources.forEach(resource -> verbs.computeIfAbsent(resource.name().toString(), first -> new TreeSet<>())
                    .addAll(resource.verbs()));
            RequestSet served =
                    RequestSet.union(resources.stream().map(Side::requests).toList());
            return new Side(cluster, policy, features, verbs, served.union(RequestSet.allPaths()));
        }

        private static RequestSet requests(ServedResource resource) {
            RequestSet everywhere = resource.name().requests(resource.verbs(), List.of());
            return resource.scope() == ServedResource.Scope.CLUSTER ? everywhere.in("") : everywhere;
        }

        /** The version without its patch, for example {@code 1.35}. */
        String minor() {
            return KubernetesVersion.find(cluster.version())
                    .map(version -> version.withoutPatch().toString())
                    .orElseGet(cluster::version);
        }

        /** The subjects of bindings that the API server did not create on its start. */
        Stream<Subject> subjects() {
            return policy.subjects().stream()
                    .filter(subject -> policy.bindingsOf(subject).stream().anyMatch(binding -> !binding.isBootstrap()));
        }

        /** The served requests that the policy allows a subject. */
        RequestSet allowed(Subject subject) {
            RequestSet granted = policy.requestsOf(subject).intersection(served);
            return needsCreate() ? granted.minus(STREAMS_BY_GET.minus(granted.withVerb("create", "get"))) : granted;
        }

        private boolean needsCreate() {
            return features.contains(ServerFeature.CREATE_FOR_STREAMS);
        }

        /** Whether the server also asks for {@code create} of the resource. */
        boolean needsCreate(RequestAttributes request) {
            return needsCreate() && STREAMS_BY_GET.contains(request);
        }

        /** Asks the API server, which may have other authorizers than RBAC. */
        boolean answers(Subject subject, RequestAttributes request) {
            AccessReviewer reviewer = AccessReviewer.of(ReviewedSubject.of(cluster, subject));
            return served.contains(request)
                    && reviewer.answer(AccessQuery.of(request)).isAllowed()
                    && (!needsCreate(request)
                            || reviewer.answer(AccessQuery.of(((ResourceAttributes) request).withVerb("create")))
                                    .isAllowed());
        }
    }
}
