package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.rbac.RbacPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The denials on one cluster: refused requests of one kind are one denial with a count. A request that an assertion
 * expects to be refused does not count. Not thread-safe.
 */
final class DenialLog {

    /** Of objects, in one denial. */
    static final int MOST_NAMES = 3;

    private final Function<Instant, RbacPolicy> policyAt;
    private final Map<Denial.Kind, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Entry> byAuditId = new HashMap<>();
    private final Set<String> expected = new HashSet<>();

    /** Explains denials by the policy under test at the time of a request. */
    DenialLog(Function<Instant, RbacPolicy> policyAt) {
        this.policyAt = policyAt;
    }

    /** Adds a refused request, unless it is already here or was expected. */
    void add(RefusedRequest refused) {
        if (refused.isOfEndingNamespace()
                || expected.contains(refused.auditId())
                || byAuditId.containsKey(refused.auditId())) {
            return;
        }
        Entry entry = entries.computeIfAbsent(Denial.Kind.of(refused), kind -> new Entry(refused));
        entry.add(refused);
        byAuditId.put(refused.auditId(), entry);
    }

    /** Whether a request is already here. */
    boolean has(String auditId) {
        return byAuditId.containsKey(auditId) || expected.contains(auditId);
    }

    /** Notes that a test expects the refusal of a request. */
    void expect(String auditId) {
        if (expected.add(auditId)) {
            Entry entry = byAuditId.remove(auditId);
            if (entry != null) {
                entry.count--;
            }
        }
    }

    /** Returns the denials that nobody was told, of which the first request is at least so old. */
    List<Denial> untold(Duration age) {
        Instant latest = Instant.now().minus(age);
        return told(entry -> !entry.isTold && !entry.begin.isAfter(latest));
    }

    private List<Denial> told(Predicate<Entry> wanted) {
        List<Denial> told = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.count > 0 && wanted.test(entry)) {
                entry.isTold = true;
                told.add(entry.denial());
            }
        }
        return told;
    }

    /** Returns the denials of a test so far. */
    List<Denial> of(String testId) {
        return entries.values().stream()
                .filter(entry -> entry.count > 0 && entry.isOf(testId))
                .map(Entry::denial)
                .toList();
    }

    /** Returns the denials of users in no known test, each once. */
    List<Denial> takeOfNoTest(Set<String> users) {
        List<Denial> taken = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.count > 0
                    && !entry.isTaken
                    && entry.first.test() == null
                    && users.contains(entry.first.user().name())) {
                entry.isTaken = true;
                taken.add(entry.denial());
            }
        }
        return taken;
    }

    /** Returns all denials, and forgets them. */
    List<Denial> take() {
        List<Denial> all = entries.values().stream()
                .filter(entry -> entry.count > 0)
                .map(Entry::denial)
                .toList();
        entries.clear();
        return all;
    }

    /** The requests of one kind so far. */
    private final class Entry {

        private final RefusedRequest first;
        private final Remedy remedy;
        private final Instant begin = Instant.now();
        private final List<String> names = new ArrayList<>(1);
        private long count;
        private boolean isTold;
        private boolean isTaken;

        Entry(RefusedRequest first) {
            this.first = first;
            this.remedy = first.cause().isOfAuthorization()
                    ? new MissingRule(
                                    policyAt.apply(first.time()),
                                    first.user(),
                                    Denial.subject(first.user()),
                                    first.missing())
                            .remedy()
                    : Remedy.NONE;
        }

        void add(RefusedRequest refused) {
            count++;
            String name = Denial.name(refused.missing());
            if (names.size() < MOST_NAMES && !names.contains(name)) {
                names.add(name);
            }
        }

        boolean isOf(String testId) {
            return first.test() != null && first.test().id().equals(testId);
        }

        Denial denial() {
            return new Denial(
                    first.test(),
                    first.user(),
                    first.request(),
                    first.cause(),
                    first.missing(),
                    names,
                    count,
                    first.message(),
                    remedy);
        }
    }
}
