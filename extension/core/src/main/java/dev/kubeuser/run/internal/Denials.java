// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.internal.RunListener.UnexpectedDenial;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.StringSubstitutor;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.IncompleteExecutionException;

/**
 * What denials do to tests in one place, and which are expected there: what is declared there and around it, or else
 * the setting. Thread-safe.
 */
public final class Denials {

    private final Settings settings;
    private final DenialMode otherwise;
    private final List<Rule> innermostFirst;

    private Denials(Settings settings, DenialMode otherwise, List<Rule> innermostFirst) {
        this.settings = settings;
        this.otherwise = otherwise;
        this.innermostFirst = innermostFirst;
    }

    /** Returns the mode of the setting. */
    public static Denials of(Settings settings) {
        return new Denials(
                settings, settings.flag(Setting.REQUIRE_NO_DENIALS) ? DenialMode.FAIL : DenialMode.REPORT, List.of());
    }

    /** Returns the configuration for a place within this one. */
    public Denials with(Stream<Rule> inner) {
        return new Denials(
                settings,
                otherwise,
                Stream.concat(inner, innermostFirst.stream()).toList());
    }

    /** Refuses to fail tests by what is not recorded. */
    public void requireRecorded(ReportDestination report, String place) {
        if (!isStrict()) {
            return;
        }
        if (report instanceof ReportDestination.Off) {
            throw settings.complain(
                    "On " + place + " denials fail tests, and " + Setting.REPORT.key()
                            + "=off: they are known only from what is recorded for the report; remove one of the two",
                    null);
        }
        RunListener.Provider.require(settings, "DenialMode.FAIL on " + place);
    }

    /**
     * Requires that the cluster serves the resource of each expected denial, as far as it is known.
     *
     * @throws RuntimeException that of the settings, if one is
     */
    public void requireSpelled(Cluster cluster) {
        innermostFirst.forEach(rule -> rule.requireSpelled(cluster));
    }

    /** Notes the user name of an identity, from the API server's answer. */
    public void recognize(SubjectSpec identity, String userName) {
        innermostFirst.stream().filter(rule -> identity.equals(rule.subject)).forEach(rule -> rule.names.add(userName));
    }

    /** Whether any denial may fail a test. */
    public boolean isStrict() {
        return innermostFirst.stream().anyMatch(rule -> rule.mode == DenialMode.FAIL)
                || fails(rule -> rule.subject == null);
    }

    private boolean fails(Predicate<Rule> isAbout) {
        return innermostFirst.stream()
                        .filter(rule -> rule.mode != null)
                        .filter(isAbout)
                        .map(rule -> rule.mode)
                        .findFirst()
                        .orElse(otherwise)
                == DenialMode.FAIL;
    }

    /** Whether a denial of a user fails a test. */
    boolean isFailure(String userName) {
        return fails(rule -> rule.isAbout(userName));
    }

    /** Whether any refusal is expected. */
    public boolean isExpecting() {
        return innermostFirst.stream().anyMatch(rule -> !rule.expected.isEmpty());
    }

    /** Whether a refusal is expected of a user for want of one of some requests. */
    boolean expects(String userName, List<RequestAttributes> missing) {
        return innermostFirst.stream()
                .filter(rule -> rule.isAbout(userName))
                .flatMap(rule -> rule.expected.stream())
                .anyMatch(each -> missing.stream().anyMatch(each::matches));
    }

    /**
     * Fails if a user who must not be denied was denied. A review that answered no fails only the assertion that asked.
     *
     * @throws AssertionError if there is one
     */
    public void require(List<? extends UnexpectedDenial> found) {
        List<? extends UnexpectedDenial> refused = found.stream()
                .filter(denial -> isFailure(denial.userName()) && denial.isRefusal())
                .toList();
        if (!refused.isEmpty()) {
            throw new DeniedRequests(refused);
        }
    }

    /**
     * {@return a failure whose own message says what was refused in its test, because build tools show no other; the
     * failure itself where nothing was, and where JUnit or the JVM must see its type}
     */
    public static Throwable explained(Throwable failure, Supplier<List<? extends UnexpectedDenial>> denials) {
        if (isTold(failure)) {
            return failure;
        }
        List<? extends UnexpectedDenial> found = denials.get();
        boolean isReplaceable = failure instanceof AssertionError
                || (failure instanceof Exception && !(failure instanceof IncompleteExecutionException));
        return found.isEmpty() || !isReplaceable ? failure : new DeniedRequests(found, failure);
    }

    /** Adds what was refused in a test to its failure, once, where that cannot be replaced any more. */
    public static void addTo(Throwable failure, Supplier<List<? extends UnexpectedDenial>> denials) {
        List<? extends UnexpectedDenial> found = isTold(failure) ? List.of() : denials.get();
        if (!found.isEmpty()) {
            failure.addSuppressed(new DeniedRequests(found));
        }
    }

    private static boolean isTold(Throwable failure) {
        return failure instanceof DeniedRequests
                || Arrays.stream(failure.getSuppressed()).anyMatch(DeniedRequests.class::isInstance);
    }

    /**
     * Lists the requests that were denied during a test. It has the stack trace of the failure that they explain, or
     * none, since other threads may have sent them.
     */
    private static final class DeniedRequests extends AssertionFailedError {

        private static final long serialVersionUID = 1L;

        DeniedRequests(List<? extends UnexpectedDenial> denials) {
            super(text(denials));
        }

        /** An assertion says first what it expected. What a client throws says less than the denial. */
        DeniedRequests(List<? extends UnexpectedDenial> denials, Throwable failure) {
            super(
                    failure instanceof AssertionError
                            ? failure.getMessage() + System.lineSeparator() + text(denials)
                            : text(denials) + System.lineSeparator() + "The test ended with " + firstLine(failure),
                    failure instanceof AssertionFailedError assertion ? assertion.getExpected() : null,
                    failure instanceof AssertionFailedError assertion ? assertion.getActual() : null,
                    failure);
            setStackTrace(failure.getStackTrace());
        }

        private static String firstLine(Throwable failure) {
            return Printable.name(failure.getClass().getSimpleName() + ": "
                    + String.valueOf(failure.getMessage())
                            .lines()
                            .filter(line -> !line.isBlank())
                            .findFirst()
                            .orElse("no message")
                            .strip());
        }

        private static String text(List<? extends UnexpectedDenial> denials) {
            return Printable.lines(denials.stream()
                    .flatMap(denial -> denial.lines().stream())
                    .map(line -> System.lineSeparator() + "  " + line)
                    .collect(Collectors.joining("", title(denials), "")));
        }

        private static String title(List<? extends UnexpectedDenial> denials) {
            if (denials.stream().allMatch(UnexpectedDenial::isOfReview)) {
                return "A permission is missing:";
            }
            return denials.size() == 1 ? "A request was refused:" : "Requests were refused:";
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** The configuration of one {@code @KubeDenials}, or of one call of a builder, for all subjects or for one. */
    public static final class Rule {

        private final String where;
        private final @Nullable SubjectSpec subject;
        private final @Nullable DenialMode mode;
        private final Settings settings;
        private final List<ExpectedDenial> expected;

        /**
         * The user names of the subject. The name of an identity is known once the API server has returned it, before
         * its first request.
         */
        private final Set<String> names = ConcurrentHashMap.newKeySet();

        /**
         * Reads the expected refusals.
         *
         * @param where the annotation and its place, or the call, for messages
         * @param subject the subject, or {@code null} for all subjects
         * @param mode the effect of a denial; {@code null} for that of the place around
         * @param placeholders the placeholders for names of namespaces
         * @throws RuntimeException that of the settings, if a refusal is malformed
         */
        public Rule(
                String where,
                @Nullable SubjectSpec subject,
                @Nullable DenialMode mode,
                List<String> expected,
                Map<String, String> placeholders,
                Settings settings) {
            this.where = where;
            this.subject = subject;
            this.mode = mode;
            this.settings = settings;
            if (subject != null) {
                SubjectAccess.userName(subject).ifPresent(names::add);
            }
            this.expected =
                    expected.stream().map(text -> expected(text, placeholders)).toList();
        }

        private boolean isAbout(String userName) {
            return subject == null || names.contains(userName);
        }

        private ExpectedDenial expected(String text, Map<String, String> placeholders) {
            String filledIn;
            try {
                filledIn = new StringSubstitutor(placeholders)
                        .setEnableUndefinedVariableException(true)
                        .replace(text);
            } catch (IllegalArgumentException undefined) {
                throw malformed(text, Placeholders.missing(text, placeholders.keySet()), undefined);
            }
            try {
                return ExpectedDenial.parse(filledIn);
            } catch (IllegalArgumentException mistake) {
                throw malformed(text, String.valueOf(mistake.getMessage()), mistake);
            }
        }

        private void requireSpelled(Cluster cluster) {
            for (ExpectedDenial each : expected) {
                try {
                    each.requireSpelled(cluster);
                } catch (AccessQueryException mistake) {
                    throw malformed(each.request().toString(), String.valueOf(mistake.getMessage()), mistake);
                }
            }
        }

        private RuntimeException malformed(String text, String why, RuntimeException cause) {
            return settings.complain(where + " expects \"" + text + "\": " + why, cause);
        }
    }

    /**
     * A refusal that a test declares as expected.
     *
     * @param request the request; an empty name or namespace, or none of both selectors, stands for any
     */
    private record ExpectedDenial(RequestAttributes request) {

        /** The {@code in} of a label selector is followed by a parenthesis. */
        private static final Pattern TEXT = Pattern.compile("(\\S+) (\\S+)"
                + "(?: (?!(?:in|where|labelled) )(?:\"([^\"]+)\"|(\\S+)))?"
                + "(?: where (?<where>.+?))?(?: labelled (?<labelled>.+?))?(?: in ([^(\\s]\\S*))?");

        /**
         * {@return the refusal that a text names, in the words of denials}
         *
         * @param text for example {@code get secrets db in dev}
         * @throws IllegalArgumentException if the text is malformed, or misspells a verb or a resource of Kubernetes;
         *     the message shows how to write it
         */
        static ExpectedDenial parse(String text) {
            Matcher matcher = TEXT.matcher(text.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException("write it as in \"list secrets\" or \"get secrets db in dev\"");
            }
            String name = matcher.group(3) == null ? matcher.group(4) : matcher.group(3);
            try {
                AccessQuery query = AccessQuery.verb(matcher.group(1), matcher.group(2), Dialect.REFUSAL);
                AccessQuery named = name == null ? query : query.named(name);
                AccessQuery where = matcher.group("where") == null ? named : named.where(matcher.group("where"));
                AccessQuery selected =
                        matcher.group("labelled") == null ? where : where.labelled(matcher.group("labelled"));
                AccessQuery placed = matcher.group(7) == null ? selected : selected.in(matcher.group(7));
                ExpectedDenial denial = new ExpectedDenial(placed.attributes());
                // Another version may have further resources of the groups that are known here, but not of the core.
                denial.question().ifPresent(question -> kubernetes().requireSpelled(question, String::isEmpty));
                return denial;
            } catch (AccessQueryException mistake) {
                throw new IllegalArgumentException(String.valueOf(mistake.getMessage()), mistake);
            }
        }

        /**
         * Requires that the cluster serves the resource of the denial, as far as it is known. What some version of
         * Kubernetes has is not misspelled.
         *
         * @throws AccessQueryException if it is; the message suggests what may have been meant
         */
        void requireSpelled(Cluster cluster) {
            question()
                    .filter(question -> !kubernetes().knows(question))
                    .ifPresent(ClusterContext.of(cluster)::requireSpelled);
        }

        private static QueryCheck kubernetes() {
            return new QueryCheck(Discovery.ofKubernetes(), ServerFeature.all());
        }

        /** The question for the resource of the request, if it is for one. */
        private Optional<AccessQuery> question() {
            if (request instanceof ResourceAttributes wanted) {
                ResourceName resource = new ResourceName(wanted.apiGroup(), wanted.resource(), wanted.subresource());
                return Optional.of(AccessQuery.verb(wanted.verb(), resource.toString(), Dialect.REFUSAL));
            }
            return Optional.empty();
        }

        boolean matches(RequestAttributes missing) {
            if (!(request instanceof ResourceAttributes wanted) || !(missing instanceof ResourceAttributes found)) {
                return request.equals(missing);
            }
            String namespace = wanted.namespace().isEmpty() ? found.namespace() : wanted.namespace();
            String name = wanted.name().isEmpty() ? found.name() : wanted.name();
            boolean isOfAny = wanted.equals(wanted.selectingAll());
            return wanted.in(namespace).named(name).equals(isOfAny ? found.selectingAll() : found);
        }
    }
}
