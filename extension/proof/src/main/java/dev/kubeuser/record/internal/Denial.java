// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.Remedy;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.run.internal.RunListener.UnexpectedDenial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one kind that a subject under test sent in one test, and that were refused although no test expected it.
 *
 * @param test the test, or {@code null} if it is not known
 * @param user who was refused
 * @param request the first of the requests
 * @param cause what refused it
 * @param missing what no authorizer allowed: the request, or what it needed too, at least one
 * @param namespaces where, the first first; one with an empty name if it is for the whole cluster
 * @param names the names of some of the objects
 * @param count how many requests were refused
 * @param message the server's words for the first of them
 * @param remedy the rule that would have allowed it, and where to write it
 * @param programs the programs that sent some of the requests, by their user agents
 * @param reportedOnly whether it fails no test: the mode for its test and user is {@code REPORT}
 */
public record Denial(
        @Nullable TestCase test,
        UserInfo user,
        RequestAttributes request,
        Cause cause,
        List<RequestAttributes> missing,
        List<String> namespaces,
        List<String> names,
        long count,
        String message,
        Remedy remedy,
        List<String> programs,
        boolean reportedOnly)
        implements UnexpectedDenial {

    /** The part of the API server that refused a request with 403. */
    public enum Cause {
        /** No authorizer allowed the request. */
        AUTHORIZATION("no rule allows it"),

        /** A webhook authorizer denied the request: no rule would help. */
        AUTHORIZER("a webhook authorizer denies it"),

        /** An authorizer allowed the request, and then none allowed {@code create}, which it also needed. */
        CREATE("the request was allowed, and needs create too: for an object that does not exist yet, or for a stream"),

        /** The user may not impersonate the user that the request names. */
        IMPERSONATION("the request asks to act as somebody else"),

        /** An authorizer allowed the request, which would give permissions that the user does not have. */
        ESCALATION("the request was allowed, and would give permissions that the subject does not have"),

        /** An authorizer allowed the request, and the user may not use the signer. */
        SIGNER("the request was allowed, and needs a permission on the signer too"),

        /**
         * An authorizer allowed the request, and the user may not do with an owner, or the object, what its owners
         * need.
         */
        OWNER("the request was allowed, and names an owner, which needs one more permission"),

        /** An authorizer allowed the request, and admission refused it: no rule would help. */
        ADMISSION("the request was allowed; admission refused it"),

        /**
         * Nothing was refused: the subject asked for its rules, which lack what electing a leader needs. Libraries that
         * elect leaders give up then. Reported only in test failures, since not every client that asks elects a leader.
         */
        REVIEW("nothing was refused; the subject asked for its rules, and a client that elects a leader gives up"
                + " without this one");

        private final String words;

        Cause(String words) {
            this.words = words;
        }

        /** {@return what happened, as in a message} */
        public String words() {
            return words;
        }

        /** {@return whether a request was refused for want of a rule} */
        public boolean isRefusal() {
            return isOfAuthorization() && this != REVIEW;
        }

        /** {@return whether a rule would have allowed the request} */
        public boolean isOfAuthorization() {
            return this != ADMISSION && this != AUTHORIZER;
        }
    }

    /**
     * What denials of one kind have in common: everything except names and selectors, and how many there were. A user
     * that may not impersonate is denied whatever the request is, so the request makes no difference there.
     */
    public record Kind(
            @Nullable TestCase test,
            String user,
            RequestAttributes request,
            Cause cause,
            List<RequestAttributes> missing) {

        /** Leaves out the names. */
        public Kind {
            request = nameless(cause == Cause.IMPERSONATION ? missing.get(0) : request);
            missing = missing.stream().map(Denial::nameless).toList();
        }
    }

    /**
     * {@return a request without what tells its objects from others: the name and the selectors}
     *
     * @param request the request
     */
    public static RequestAttributes nameless(RequestAttributes request) {
        return unselected(request) instanceof ResourceAttributes resource ? resource.named("") : request;
    }

    private static RequestAttributes unselected(RequestAttributes request) {
        return request instanceof ResourceAttributes resource ? resource.selectingAll() : request;
    }

    /**
     * What denials have in common that one rule would fix: everything except namespaces, names, tests, and how many
     * there were.
     */
    private record Lack(Kind placeless, boolean isClusterWide, Remedy remedy) {}

    /** Returns what it has in common with denials that are reported together with it. */
    Object lack() {
        if (!cause.isOfAuthorization()) {
            return kind();
        }
        List<RequestAttributes> lacking =
                missing.stream().map(Denial::placeless).toList();
        Kind placeless = new Kind(null, user.name(), placeless(request), cause, lacking);
        return new Lack(placeless, namespaces.contains(""), remedy);
    }

    private static RequestAttributes placeless(RequestAttributes request) {
        return request instanceof ResourceAttributes resource ? resource.in("") : request;
    }

    /**
     * {@return denials that lack the same rule as one each, the first with the namespaces and the number of all}
     *
     * @param denials denials of any tests
     */
    public static List<Denial> byRule(List<Denial> denials) {
        return together(denials.stream(), Denial::lack);
    }

    /** Returns denials of which something is the same as one each. */
    static List<Denial> together(Stream<Denial> denials, Function<Denial, Object> same) {
        Map<Object, Denial> all = new LinkedHashMap<>();
        denials.forEach(denial -> all.merge(same.apply(denial), denial, Denial::with));
        return List.copyOf(all.values());
    }

    /** {@return its kind} */
    public Kind kind() {
        return new Kind(test, user.name(), request, cause, missing);
    }

    /**
     * {@return both together, as one}
     *
     * @param other another denial of the same kind, or one that lacks the same rule
     */
    public Denial with(Denial other) {
        return new Denial(
                test,
                user,
                request,
                cause,
                missing.equals(other.missing)
                        ? missing
                        : missing.stream().map(Denial::unselected).toList(),
                Stream.concat(namespaces.stream(), other.namespaces.stream())
                        .distinct()
                        .toList(),
                some(names, other.names),
                count + other.count,
                message,
                remedy,
                some(programs, other.programs),
                reportedOnly);
    }

    private static List<String> some(List<String> names, List<String> more) {
        return Stream.concat(names.stream(), more.stream())
                .distinct()
                .limit(DenialLog.MAX_NAMES)
                .toList();
    }

    /** {@return the same with placeholders for the names of namespaces, for output that outlives the run} */
    public Denial written(OwnNamespaces own) {
        return new Denial(
                test,
                new UserInfo(
                        own.written(user.name()),
                        user.groups().stream().map(own::written).collect(Collectors.toCollection(LinkedHashSet::new))),
                own.written(request),
                cause,
                missing.stream().map(own::written).toList(),
                namespaces.stream().map(own::written).distinct().toList(),
                names.stream().map(own::written).toList(),
                count,
                own.written(message),
                remedy.written(own::written),
                programs,
                reportedOnly);
    }

    /** {@return the subject, for example {@code ServiceAccount ops/webpage} or {@code User alice}} */
    public String subject() {
        return user.subject().toString();
    }

    /**
     * {@return what was missing, for example {@code create services in dev}, with the names if there was only one; if
     * it is not known to which kind of role a binding refers, both}
     */
    public String what() {
        boolean isEither = missing.stream()
                .anyMatch(each -> each.verb().equals("bind") && name(each).isEmpty());
        return missing.stream()
                        .map(each -> names.size() == 1 ? each : nameless(each))
                        .map(each -> (namespaces.size() == 1 ? each : placeless(each)).toString())
                        .collect(Collectors.joining(isEither ? " or " : " and "))
                + where();
    }

    private String where() {
        return namespaces.size() == 1
                ? ""
                : " in " + namespaces.size() + " namespaces ("
                        + namespaces.stream().limit(DenialLog.MAX_NAMES).collect(Collectors.joining(", "))
                        + (namespaces.size() > DenialLog.MAX_NAMES ? ", ..." : "") + ")";
    }

    static String name(RequestAttributes request) {
        return request instanceof ResourceAttributes resource ? resource.name() : "";
    }

    /** {@return one sentence, for example {@code ServiceAccount ops/webpage may not create services in dev}} */
    public String sentence() {
        String refused = cause == Cause.ADMISSION ? " was refused by admission: " : " may not ";
        return subject() + refused + what() + (count == 1 ? "" : " (" + count + " requests)");
    }

    @Override
    public String userName() {
        return user.name();
    }

    @Override
    public boolean isRefusal() {
        return cause.isRefusal();
    }

    @Override
    public boolean isOfReview() {
        return cause == Cause.REVIEW;
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(sentence());
        if (cause == Cause.ADMISSION || cause == Cause.AUTHORIZER) {
            lines.add("  the server said: " + message);
        } else if (cause != Cause.AUTHORIZATION) {
            lines.add("  " + cause.words() + "; the request was " + request);
        }
        remedy.lines().forEach(line -> lines.add("  " + line));
        return lines;
    }
}
