package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.coverage.internal.TestNames;
import dev.kubeuser.mutants.internal.PlainPolicy;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.DecisionSource;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The least privilege as it is found by asking about each decision. */
public final class PlainNeeds {

    private final OwnNamespaces own;
    private final Map<Grantee, PlainAccess> bySubject = new LinkedHashMap<>();

    private PlainNeeds(OwnNamespaces own) {
        this.own = own;
    }

    /** A decision that needs a role, and the policy that it was made under. */
    private record Need(RecordedDecision recorded, RbacPolicy policy) {

        Decision decision() {
            return policy.decide(recorded.user(), recorded.request());
        }

        boolean isOfRequest() {
            return recorded.source() != DecisionSource.ASSERTION;
        }
    }

    /**
     * {@return the least privilege of a run record}
     *
     * @param runRecord the run record
     * @param states the policies that it was recorded under
     */
    public static LeastPrivilege of(RunRecord runRecord, List<PlainPolicy> states) {
        PlainNeeds needs = new PlainNeeds(runRecord.namespaces());
        Map<Grantee, List<Need>> byUser = new LinkedHashMap<>();
        for (PlainPolicy inForce : states) {
            inForce.decisions().stream()
                    .filter(recorded -> recorded.allowed() && recorded.expected())
                    .map(recorded -> new Need(recorded, inForce.policy()))
                    .filter(PlainNeeds::needsRole)
                    .forEach(need -> byUser.computeIfAbsent(
                                    Grantee.of(need.recorded().user(), needs.own), user -> new ArrayList<>())
                            .add(need));
        }
        byUser.values().forEach(needs::add);
        return new LeastPrivilege(
                needs.bySubject.values().stream().map(PlainAccess::result).toList());
    }

    private static boolean needsRole(Need need) {
        return !need.decision().isBypassed()
                && need.decision().grants().stream()
                        .noneMatch(grant -> grant.binding().isBootstrap());
    }

    private PlainAccess of(Subject subject) {
        return bySubject.computeIfAbsent(Grantee.of(subject, own), grantee -> new PlainAccess(grantee, own));
    }

    private void add(List<Need> ofUser) {
        boolean hasSent = ofUser.stream().anyMatch(Need::isOfRequest);
        DecisionSource source = hasSent ? DecisionSource.REQUEST : DecisionSource.ASSERTION;
        ofUser.stream()
                .flatMap(need -> need.policy().bindingsFor(need.recorded().user()).stream())
                .filter(applied -> applied.role() != null
                        && applied.role().rules().stream().anyMatch(rule -> rule.origin() != null))
                .forEach(applied -> of(applied.subjects().get(0)).bound(applied, source));
        for (Need need : ofUser) {
            if (hasSent && !need.isOfRequest()) {
                add(need, PlainAccess::asked);
                continue;
            }
            boolean isCertain = ofUser.stream()
                    .anyMatch(other -> !other.recorded().inferred()
                            && other.recorded().request().equals(need.recorded().request()));
            add(need, (subject, written) -> subject.needed(written, isCertain));
        }
    }

    private void add(Need need, BiConsumer<PlainAccess, RequestAttributes> action) {
        List<Grant> grants = need.decision().grants();
        for (Grant grant : grants) {
            if (bySubject.containsKey(Grantee.of(grant.subject(), own))) {
                of(grant.subject()).used(need.recorded().request());
            }
        }
        if (!grants.isEmpty()) {
            Grant enough = grants.stream()
                    .filter(grant -> grant.rule().origin() != null)
                    .findFirst()
                    .orElse(grants.get(0));
            action.accept(
                    of(enough.subject()),
                    new TestNames(own, TestNames.namespaces(need.policy())).written(need.decision()));
        }
    }
}
