// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.internal.MissingRule;
import dev.kubeuser.rbac.internal.Remedy;
import dev.kubeuser.run.TestCase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The denials on one cluster: refused requests of one kind are one denial with a count. A request that an assertion
 * expects to be refused is ignored. Not thread-safe.
 */
final class DenialLog {

    /** The largest number of names of objects, or of programs, in one denial. */
    static final int MAX_NAMES = 3;

    /** No test has this id. */
    private static final String NO_TEST = "";

    private final Function<Instant, RbacPolicy> policyAt;
    private final ApiServer server;
    private final Map<Denial.Kind, Entry> entries = new LinkedHashMap<>();
    private final Map<String, List<Entry>> byTestId = new HashMap<>();
    private final Set<Entry> untold = new LinkedHashSet<>();

    /** What was reported so far: a rule that is missing in a thousand namespaces is reported once. */
    private final Set<Object> told = new HashSet<>();

    private final Map<String, Requests> byAuditId = new HashMap<>();

    /** The source that reports a refused request: usually both do. */
    enum Source {
        CLIENT,
        AUDIT_LOG
    }

    /**
     * The refused requests with one Audit-ID. Senders choose the ID, so there may be several requests: each source
     * reports each once.
     */
    private static final class Requests {

        private final Map<Source, Integer> told = new EnumMap<>(Source.class);
        private final Deque<Entry> denials = new ArrayDeque<>();
        private int known;
        private boolean isNextExpected;

        /** Whether the other source has not reported it. */
        boolean isNew(Source source) {
            boolean isNew = told.merge(source, 1, Integer::sum) > known;
            known += isNew ? 1 : 0;
            return isNew;
        }

        /** An expectation is for one request, before or after it is known; not for the next with its Audit-ID. */
        void expect(String auditId) {
            if (!denials.isEmpty()) {
                denials.removeLast().remove(auditId);
            } else if (known == 0) {
                isNextExpected = true;
            }
        }

        boolean takeExpectation() {
            boolean expected = isNextExpected;
            isNextExpected = false;
            return expected;
        }
    }

    /**
     * Begins without denials.
     *
     * @param policyAt the policy under test at the time of a request, which explains it
     * @param server the API server that refuses
     */
    DenialLog(Function<Instant, RbacPolicy> policyAt, ApiServer server) {
        this.policyAt = policyAt;
        this.server = server;
    }

    /**
     * Adds a refused request, unless it is already here or was expected.
     *
     * @param isReportedOnly whether it fails no test
     */
    void add(RefusalReader.Refused refused, Source source, boolean isReportedOnly) {
        Requests requests = requests(refused.observed().auditId());
        if (refused.isOfEndingNamespace() || !requests.isNew(source) || requests.takeExpectation()) {
            return;
        }
        Entry entry = entries.computeIfAbsent(refused.kind(), kind -> begin(refused, isReportedOnly));
        entry.add(refused);
        requests.denials.add(entry);
    }

    /** Notes a refused request that its test declares as expected. */
    void addExpected(RefusalReader.Refused refused, Source source) {
        requests(refused.observed().auditId()).isNew(source);
    }

    private Requests requests(String auditId) {
        return byAuditId.computeIfAbsent(auditId, id -> new Requests());
    }

    private Entry begin(RefusalReader.Refused first, boolean isReportedOnly) {
        Entry entry = new Entry(first, isReportedOnly);
        byTestId.computeIfAbsent(testId(first.observed().test()), id -> new ArrayList<>())
                .add(entry);
        if (entry.isReported()) {
            untold.add(entry);
        }
        return entry;
    }

    private static String testId(@Nullable TestCase test) {
        return test == null ? NO_TEST : test.id();
    }

    /** Whether a request is already here. */
    boolean has(String auditId) {
        return byAuditId.containsKey(auditId);
    }

    /**
     * Returns the change of the policy that would have allowed a request, as lines; empty if the request is not here.
     */
    List<String> changeFor(String auditId) {
        Requests requests = byAuditId.get(auditId);
        Entry last = requests == null ? null : requests.denials.peekLast();
        return last == null ? List.of() : last.denial().remedy().lines();
    }

    /** Notes that a test expects the refusal of a request. */
    void expect(String auditId) {
        requests(auditId).expect(auditId);
    }

    /**
     * Returns unreported denials whose first request is at least this old, except those that lack a rule reported
     * before.
     */
    List<Denial> untold(Duration age) {
        Instant latest = Instant.now().minus(age);
        List<Entry> due = untold.stream()
                .filter(entry -> entry.count > 0 && !entry.begin.isAfter(latest))
                .toList();
        due.forEach(untold::remove);
        return Denial.byRule(due.stream().map(Entry::denial).toList()).stream()
                .filter(denial -> told.add(denial.lack()))
                .toList();
    }

    /** Returns the denials of a test so far. */
    List<Denial> of(String testId) {
        return entriesOf(testId).map(Entry::denial).toList();
    }

    private Stream<Entry> entriesOf(String testId) {
        return byTestId.getOrDefault(testId, List.of()).stream().filter(entry -> entry.count > 0);
    }

    /** Returns the denials of users in no known test, each once. */
    List<Denial> takeOfNoTest(Set<String> users) {
        List<Entry> taken = entriesOf(NO_TEST)
                .filter(entry -> !entry.isTaken
                        && entry.isReported()
                        && users.contains(entry.first.user().name()))
                .toList();
        taken.forEach(entry -> entry.isTaken = true);
        return taken.stream().map(Entry::denial).toList();
    }

    /** Returns all denials, and forgets them. */
    List<Denial> take() {
        List<Denial> all = entries.values().stream()
                .filter(entry -> entry.count > 0 && entry.isReported())
                .map(Entry::denial)
                .toList();
        entries.clear();
        byTestId.clear();
        untold.clear();
        return all;
    }

    /** The requests of one kind so far. */
    private final class Entry {

        private final RefusalReader.Refused first;
        private final boolean isReportedOnly;
        private final Instant begin = Instant.now();

        /** Some of them, for other objects each. */
        private final List<RefusalReader.Refused> examples = new ArrayList<>(1);

        private final Set<String> programs = new LinkedHashSet<>(1);

        private @Nullable Remedy remedy;
        private long count;
        private boolean isTaken;

        Entry(RefusalReader.Refused first, boolean isReportedOnly) {
            this.first = first;
            this.isReportedOnly = isReportedOnly;
        }

        /** Whether it is reported in addition to the failure of its test. */
        boolean isReported() {
            return first.cause() != Denial.Cause.REVIEW;
        }

        void add(RefusalReader.Refused refused) {
            count++;
            if (programs.size() < MAX_NAMES && !refused.observed().program().isEmpty()) {
                programs.add(refused.observed().program());
            }
            if (examples.size() < MAX_NAMES && !names().contains(refused.name())) {
                examples.add(refused);
            }
        }

        void remove(String auditId) {
            count--;
            examples.removeIf(refused -> refused.observed().auditId().equals(auditId));
        }

        private List<String> names() {
            return examples.stream().map(refused -> refused.name()).toList();
        }

        /** Returns what would have allowed them, which is found once: a policy may have many roles. */
        private Remedy remedy(RefusalReader.Refused example) {
            Remedy known = remedy;
            if (known == null) {
                known = example.cause().isOfAuthorization() ? rule(example) : noRule(example);
                remedy = known;
            }
            return known;
        }

        private Remedy rule(RefusalReader.Refused example) {
            return server.misspelling(example.missing().get(0))
                    .map(problem -> Remedy.withoutRule("correct the path of the request: " + problem))
                    .orElseGet(() -> new MissingRule(
                                    policyAt.apply(example.observed().time()), example.user(), example.missing())
                            .remedy());
        }

        private static Remedy noRule(RefusalReader.Refused example) {
            return example.authorizer().isEmpty()
                    ? Remedy.NONE
                    : Remedy.withoutRule(
                            "the webhook authorizer \"" + example.authorizer() + "\" denies it, so no rule would help");
        }

        Denial denial() {
            RefusalReader.Refused example = examples.isEmpty() ? first : examples.get(0);
            return new Denial(
                    example.observed().test(),
                    example.user(),
                    example.observed().request(),
                    example.cause(),
                    example.missing(),
                    List.of(example.missing().get(0).namespace()),
                    names(),
                    count,
                    example.observed().message(),
                    remedy(example),
                    List.copyOf(programs),
                    isReportedOnly);
        }
    }
}
