// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestRange;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.statement.internal.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * What each subject gains and loses from one policy to another: not how rules differ, but what each subject is allowed
 * in effect, by whatever roles and bindings, aggregation included.
 *
 * <p>What a group gains is not repeated for subjects that are certainly members, such as ServiceAccounts in
 * {@code system:authenticated}. A user of several groups gains what the groups gain.
 *
 * <p>Immutable and thread-safe.
 *
 * @param changes what is gained and lost, the worst first
 * @param unknownGains what the sources of the later policy do not say, and a subject had not before
 * @param unknownLosses what the sources of the earlier policy do not say, and a subject has no longer
 */
@API(status = API.Status.INTERNAL)
public record EffectiveDifference(
        List<Change> changes, List<UnknownGrant> unknownGains, List<UnknownGrant> unknownLosses) {

    /** What a line still names one by one. */
    private static final int MAX_TARGETS = 12;

    private static final List<RoleReference> LARGE_ROLES =
            Stream.of("admin", "edit", "view").map(RoleReference::clusterRole).toList();

    private static final Set<Subject> ANONYMOUS =
            Set.of(Subject.group("system:unauthenticated"), Subject.user("system:anonymous"));

    /** How much a change matters, the most first. */
    public enum Weight {
        /** All users gain something: all with or without a credential, or all ServiceAccounts. */
        PUBLIC,

        /** Gains a permission that the Kubernetes documentation warns of. */
        RISK,

        /** Gains all verbs or all resources, also those to come. */
        WILDCARD,

        /** Gains something, and had no permission before. */
        NEW_SUBJECT,

        /** Gains something else. */
        GAIN,

        /** Loses something. */
        LOSS
    }

    /** Copies the lists. */
    public EffectiveDifference {
        changes = List.copyOf(changes);
        unknownGains = List.copyOf(unknownGains);
        unknownLosses = List.copyOf(unknownLosses);
    }

    /** A gain or loss of some subjects. Immutable and thread-safe. */
    public static final class Change {

        private static final Comparator<Change> ORDER = Comparator.comparing(Change::weight)
                .thenComparing(change -> change.subjects().get(0), Statement.ORDER)
                .thenComparing(Change::toString);

        private final Weight weight;
        private final List<Subject> subjects;
        private final RequestRange what;
        private final EffectivePolicy allowing;

        private Change(Weight weight, List<Subject> subjects, RequestRange what, EffectivePolicy allowing) {
            this.weight = weight;
            this.subjects = List.copyOf(subjects);
            this.what = what;
            this.allowing = allowing;
        }

        /** {@return how much it matters} */
        public Weight weight() {
            return weight;
        }

        /** {@return who gains or loses it, in alphabetical order; a group stands for all its members} */
        public List<Subject> subjects() {
            return subjects;
        }

        /** {@return the requests} */
        public RequestRange what() {
            return what;
        }

        /** {@return one of the requests, the simplest; found when it is asked for} */
        public RequestAttributes example() {
            return allowing.witness(allowing.sendable(what.requests())).orElseThrow();
        }

        /**
         * {@return why the first subject is allowed the example in the one policy that allows it, with file and line;
         * empty for {@code system:masters}}
         */
        public Optional<Grant> grant() {
            return allowing.rbac().decide(UserInfo.of(subjects.get(0)), example()).grants().stream()
                    .findFirst();
        }

        /** {@return whether it is gained, not lost} */
        public boolean isGained() {
            return weight != Weight.LOSS;
        }

        /** {@return for example {@code Group sre gains get, list secrets in prod}} */
        @Override
        public String toString() {
            return Printable.text(subjects.stream().map(Subject::toString).collect(Collectors.joining(", "))
                    + (isGained() ? " gain" : " lose")
                    + (subjects.size() == 1 ? "s " : " ")
                    + what);
        }
    }

    /**
     * {@return the difference between two policies}
     *
     * @param before the earlier policy, or the reference
     * @param after the later policy, or the one to hold against it
     */
    public static EffectiveDifference between(EffectivePolicy before, EffectivePolicy after) {
        Set<Subject> subjects = new TreeSet<>(Statement.ORDER);
        subjects.addAll(before.subjects());
        subjects.addAll(after.subjects());
        Map<RequestSet, List<Subject>> gains = new LinkedHashMap<>();
        Map<RequestSet, List<Subject>> losses = new LinkedHashMap<>();
        List<Change> changes = new ArrayList<>();
        Function<Subject, RequestSet> ofGroup =
                group -> before.ownRequestsOf(group).union(after.ownRequestsOf(group));
        for (Subject subject : subjects) {
            RequestSet earlier = before.ownRequestsOf(subject);
            RequestSet later = after.ownRequestsOf(subject);
            RequestSet gained = withoutGroups(subject, later.minus(earlier), ofGroup);
            if (Subject.EVERYBODY.contains(subject)) {
                changes.addAll(changes(gained, List.of(subject), after, range -> Weight.PUBLIC));
            } else {
                add(subject, gained, gains);
            }
            add(subject, withoutGroups(subject, earlier.minus(later), ofGroup), losses);
        }
        List<RequestSet> risky = Stream.of(Risk.values()).map(Risk::requests).toList();
        gains.forEach((what, whose) ->
                changes.addAll(changes(what, whose, after, range -> weight(range, risky, whose, before))));
        losses.forEach((what, whose) -> changes.addAll(changes(what, whose, before, range -> Weight.LOSS)));
        changes.sort(Change.ORDER);
        return new EffectiveDifference(changes, unknownBeyond(after, before), unknownBeyond(before, after));
    }

    /**
     * What bindings of a policy grant that is not known, and that the other one does not grant: neither by the same
     * role nor because it allows the subject, or a group that it is in for sure, everything there.
     */
    private static List<UnknownGrant> unknownBeyond(EffectivePolicy policy, EffectivePolicy other) {
        List<UnknownGrant> of = other.unknown();
        return policy.unknown().stream()
                .filter(grant -> of.stream().noneMatch(grant::isWithin)
                        && !other.requestsOf(grant.subject()).containsAll(grant.atMost()))
                .sorted(Comparator.comparing(UnknownGrant::subject, Statement.ORDER)
                        .thenComparing(grant -> grant.binding().id().toString()))
                .toList();
    }

    private static void add(Subject subject, RequestSet what, Map<RequestSet, List<Subject>> byWhat) {
        if (!what.isEmpty()) {
            byWhat.computeIfAbsent(what, unused -> new ArrayList<>()).add(subject);
        }
    }

    /**
     * {@return those requests that a subject gains or loses by itself, and not by a group that it is in for sure, of
     * which it is said}
     *
     * @param subject the subject
     * @param changed all that it gains or loses
     * @param ofGroup what is said of a group
     */
    @API(status = API.Status.INTERNAL)
    public static RequestSet withoutGroups(Subject subject, RequestSet changed, Function<Subject, RequestSet> ofGroup) {
        RequestSet left = changed;
        for (Subject group : EffectivePolicy.groupsOf(subject)) {
            left = left.isEmpty() ? left : left.minus(ofGroup.apply(group));
        }
        return left;
    }

    /** Weighs what is gained. */
    @FunctionalInterface
    private interface Scale {
        Weight of(RequestRange range);
    }

    private static List<Change> changes(
            RequestSet what, List<Subject> subjects, EffectivePolicy allowing, Scale scale) {
        return ranges(what, subjects, allowing).stream()
                .filter(range -> !allowing.sendable(range.requests()).isEmpty())
                .map(range -> new Change(scale.of(range), subjects, range, allowing))
                .toList();
    }

    /** What is gained or lost. All of a large role of Kubernetes is named by the role. */
    private static List<RequestRange> ranges(RequestSet what, List<Subject> subjects, EffectivePolicy allowing) {
        List<RequestRange> ranges = allowing.ranges(what);
        if (ranges.stream().allMatch(range -> range.targets().size() <= MAX_TARGETS)) {
            return ranges;
        }
        for (RoleReference role : LARGE_ROLES) {
            Optional<RequestRange> all = allOf(role, what, subjects, allowing);
            if (all.isPresent()) {
                return Stream.concat(
                                all.stream(), ranges(what.minus(all.get().requests()), subjects, allowing).stream())
                        .toList();
            }
        }
        return ranges;
    }

    /** Where the bindings of the first give a role, all of them have all of it. */
    private static Optional<RequestRange> allOf(
            RoleReference role, RequestSet what, List<Subject> subjects, EffectivePolicy allowing) {
        List<String> namespaces = allowing.bindingsOf(subjects.get(0)).stream()
                .filter(binding -> binding.roleRef().equals(role))
                .map(binding -> binding.id().namespace())
                .distinct()
                .sorted()
                .toList();
        if (namespaces.isEmpty()) {
            return Optional.empty();
        }
        boolean isEverywhere = namespaces.contains("");
        RequestSet ofRole = allowing.requestsByDefault(role);
        RequestSet there = isEverywhere
                ? ofRole
                : RequestSet.union(namespaces.stream().map(ofRole::in).toList());
        RequestSet part = what.intersection(there);
        boolean isHeld = subjects.stream()
                .allMatch(subject -> allowing.ownRequestsOf(subject).containsAll(there));
        return isHeld && !part.isEmpty()
                ? Optional.of(RequestRange.ofRole(role.toString(), isEverywhere ? List.of() : namespaces, part))
                : Optional.empty();
    }

    private static Weight weight(
            RequestRange range, List<RequestSet> risky, List<Subject> subjects, EffectivePolicy before) {
        if (risky.stream()
                .anyMatch(requests -> !requests.intersection(range.requests()).isEmpty())) {
            return Weight.RISK;
        }
        if (range.isWildcard()) {
            return Weight.WILDCARD;
        }
        return subjects.stream().allMatch(subject -> before.bindingsOf(subject).isEmpty())
                ? Weight.NEW_SUBJECT
                : Weight.GAIN;
    }

    /** {@return what is gained} */
    public List<Change> gains() {
        return changes.stream().filter(Change::isGained).toList();
    }

    /** {@return what is lost} */
    public List<Change> losses() {
        return changes.stream().filter(change -> !change.isGained()).toList();
    }

    /** {@return whether no subject gains or loses anything} */
    public boolean isEmpty() {
        return changes.isEmpty() && unknownGains.isEmpty() && unknownLosses.isEmpty();
    }

    /**
     * {@return how subjects become cluster-admin by one policy that do not by another, those with the fewest steps
     * first}
     *
     * @param before the earlier policy
     * @param after the later policy
     */
    public static List<EscalationFinding> escalationPathsGained(EffectivePolicy before, EffectivePolicy after) {
        Set<Subject> subjects = Stream.of(before, after)
                .flatMap(policy -> policy.written().bindings().stream())
                .flatMap(binding -> binding.subjects().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<EscalationFinding> found = search(after, subjects);
        Set<Subject> already = search(before, subjects(found)).stream()
                .map(EscalationFinding::subject)
                .collect(Collectors.toSet());
        Set<Subject> gaining = subjects(found);
        gaining.removeAll(already);
        return found.stream()
                .filter(path -> gaining.contains(path.subject()))
                .filter(path -> !isByEverybody(path, gaining, after))
                .toList();
    }

    /** What all users gain is reported once, not again for each subject. */
    private static boolean isByEverybody(EscalationFinding path, Set<Subject> gaining, EffectivePolicy policy) {
        boolean isAnonymous = !path.isGranted() && path.path().steps().get(0).technique() == Technique.ANONYMITY;
        if (isAnonymous) {
            return gaining.stream().anyMatch(ANONYMOUS::contains);
        }
        boolean isOfGroup = EffectivePolicy.groupsOf(path.subject()).stream().anyMatch(gaining::contains);
        return isOfGroup
                && (path.isGranted()
                        ? policy.adminBindingsOf(path.subject()).isEmpty()
                        : path.begin()
                                .filter(grant ->
                                        policy.bindingsOf(path.subject()).contains(grant.binding()))
                                .isEmpty());
    }

    private static Set<Subject> subjects(List<EscalationFinding> found) {
        return found.stream().map(EscalationFinding::subject).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<EscalationFinding> search(EffectivePolicy policy, Set<Subject> subjects) {
        return policy.escalation().toClusterAdmin(subjects);
    }
}
