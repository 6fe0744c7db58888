package dev.kubeuser.upgrade;

import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.PolicyDifference;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds whose access differs between two clusters. The evaluator decides all requests, which takes microseconds each;
 * the API servers are asked about those that it decides differently, and their answers count.
 */
final class AccessComparison {

    private final ComparedCluster before;
    private final ComparedCluster after;
    private final PolicyDifference policy;
    private final Map<Subject, UserInfo> users = new LinkedHashMap<>();
    private final List<ComparedRequest> clusterWide = new ArrayList<>();
    private final List<ComparedRequest> namespaced = new ArrayList<>();

    AccessComparison(
            ComparedCluster before, ComparedCluster after, PolicyDifference policy, Collection<Subject> subjects) {
        this.before = before;
        this.after = after;
        this.policy = policy;
        subjects.forEach(subject ->
                users.put(subject, ReviewedSubject.of(after.cluster(), subject).userInfo()));
        addResources();
        addNames();
        addUrls();
    }

    private void addResources() {
        Set<ComparedRequest.Resource> resources = new TreeSet<>(before.served().keySet());
        resources.addAll(after.served().keySet());
        for (ComparedRequest.Resource resource : resources) {
            Set<String> verbs = new TreeSet<>(before.served().getOrDefault(resource, Set.of()));
            verbs.addAll(after.served().getOrDefault(resource, Set.of()));
            verbs.forEach(verb -> (resource.isNamespaced() ? namespaced : clusterWide)
                    .add(ComparedRequest.about(resource, verb, "")));
        }
    }

    /** Names matter where a role now allows other names, and where the server treats a request otherwise. */
    private void addNames() {
        Set<ResourceAttributes> named = new LinkedHashSet<>();
        changedRules().forEach(rule -> addNames(rule, asked -> true, named));
        Stream.of(before, after)
                .flatMap(side -> side.policy().roles().stream())
                .flatMap(role -> role.rules().stream())
                .forEach(rule -> addNames(rule, this::isTreatedOtherwise, named));
        for (List<ComparedRequest> asked : List.of(clusterWide, namespaced)) {
            asked.addAll(asked.stream()
                    .flatMap(one -> named.stream()
                            .filter(request -> request.named("").equals(one.request()))
                            .map(request -> one.named(request.name())))
                    .toList());
        }
    }

    private void addNames(RbacRule rule, Predicate<ComparedRequest> which, Set<ResourceAttributes> named) {
        rule.resourceNames()
                .forEach(name -> Stream.concat(clusterWide.stream(), namespaced.stream())
                        .filter(which)
                        .map(asked -> asked.named(name))
                        .filter(asked -> rule.allows(asked.request()))
                        .forEach(asked -> named.add((ResourceAttributes) asked.request())));
    }

    private boolean isTreatedOtherwise(ComparedRequest asked) {
        return before.serves(asked) != after.serves(asked) || before.needsCreate(asked) != after.needsCreate(asked);
    }

    private Stream<RbacRule> changedRules() {
        return policy.roles().stream().flatMap(role -> Stream.concat(role.gained().stream(), role.lost().stream()));
    }

    private void addUrls() {
        Set<ComparedRequest> urls = new LinkedHashSet<>();
        Stream.of(before, after)
                .flatMap(side -> side.policy().roles().stream())
                .map(RbacRole::rules)
                .flatMap(List::stream)
                .forEach(rule -> rule.nonResourceUrls()
                        .forEach(url -> rule.verbs().stream()
                                .filter(verb -> !verb.equals("*"))
                                .forEach(verb -> urls.add(ComparedRequest.aboutUrl(verb, url)))));
        clusterWide.addAll(urls);
    }

    /** One of a subject and a request that the clusters decide differently. */
    private record Candidate(Subject subject, UserInfo user, ComparedRequest asked) {}

    List<AccessChange> changes() {
        List<Candidate> candidates = users.entrySet().stream()
                .flatMap(user -> candidates(user.getKey(), user.getValue()))
                .toList();
        List<Boolean> earlier = InFlight.QUESTIONS.ask(candidates, one -> before.answers(one.subject(), one.asked()));
        List<Boolean> later = InFlight.QUESTIONS.ask(candidates, one -> after.answers(one.subject(), one.asked()));
        ChangeGroups groups = new ChangeGroups();
        for (int i = 0; i < candidates.size(); i++) {
            if (!earlier.get(i).equals(later.get(i))) {
                Candidate found = candidates.get(i);
                groups.add(found.subject(), found.asked(), later.get(i), because(found, later.get(i)));
            }
        }
        return groups.changes();
    }

    private Stream<Candidate> candidates(Subject subject, UserInfo user) {
        List<UserInfo> groups = groups(subject, user);
        Stream<ComparedRequest> inNamespaces =
                namespaces(user).flatMap(namespace -> namespaced.stream().map(asked -> asked.in(namespace)));
        return Stream.of(clusterWide.stream(), namespaced.stream(), inNamespaces)
                .flatMap(asked -> asked)
                .filter(asked -> isChanged(user, asked))
                .filter(asked -> asked.wider().noneMatch(wider -> isChangedAlike(user, asked, wider)))
                .filter(asked -> groups.stream().noneMatch(group -> isSame(group, user, asked)))
                .map(asked -> new Candidate(subject, user, asked));
    }

    /** Those with bindings of the user in one of the clusters; in all others it may do what it may do everywhere. */
    private Stream<String> namespaces(UserInfo user) {
        return Stream.of(before, after)
                .flatMap(side -> side.policy().bindingsFor(user).stream())
                .map(AppliedBinding::binding)
                .map(binding -> binding.id().namespace())
                .filter(namespace -> !namespace.isEmpty())
                .distinct();
    }

    private boolean isChanged(UserInfo user, ComparedRequest asked) {
        return before.allows(user, asked) != after.allows(user, asked);
    }

    /** Whether a wider request is allowed where the narrower one is gained, or was where that one is lost. */
    private boolean isChangedAlike(UserInfo user, ComparedRequest asked, ComparedRequest wider) {
        return (after.allows(user, asked) ? after : before).allows(user, wider);
    }

    /** The other groups in the comparison of which the user is a member. */
    private List<UserInfo> groups(Subject subject, UserInfo user) {
        return users.entrySet().stream()
                .filter(other ->
                        other.getKey().kind().equals("Group") && !other.getKey().equals(subject))
                .filter(other -> user.groups().contains(other.getKey().name()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private boolean isSame(UserInfo group, UserInfo user, ComparedRequest asked) {
        return (after.allows(user, asked) ? after : before).allows(group, asked);
    }

    private String because(Candidate found, boolean isGained) {
        ComparedCluster allowing = isGained ? after : before;
        ComparedCluster refusing = isGained ? before : after;
        return new ChangeReason(found.asked(), allowing, refusing, isGained).text(found.user());
    }
}
