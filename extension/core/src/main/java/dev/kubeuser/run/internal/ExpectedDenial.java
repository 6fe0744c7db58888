package dev.kubeuser.run.internal;

import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.question.internal.ClusterKnowledge;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A refusal that a test declares as expected.
 *
 * @param subject tells of a user's name whether that user may be refused
 * @param request the request; an empty name or namespace stands for any
 */
public record ExpectedDenial(Predicate<String> subject, RequestAttributes request) {

    private static final Pattern TEXT =
            Pattern.compile("(\\S+) (\\S+)(?: (?!in )(?:\"([^\"]+)\"|(\\S+)))?(?: in (\\S+))?");

    /**
     * {@return the refusal that a text names, in the words of denials}
     *
     * @param subject tells of a user's name whether that user may be refused
     * @param text for example {@code get secrets db in dev}
     * @throws IllegalArgumentException if the text is malformed, or misspells a verb or a resource of Kubernetes; the
     *     message says how to write it
     */
    public static ExpectedDenial parse(Predicate<String> subject, String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write it as in \"list secrets\" or \"get secrets db in dev\"");
        }
        String name = matcher.group(3) == null ? matcher.group(4) : matcher.group(3);
        try {
            AccessQuery query = AccessQuery.verb(matcher.group(1), matcher.group(2), Dialect.REFUSAL);
            AccessQuery named = name == null ? query : query.named(name);
            ExpectedDenial denial = new ExpectedDenial(
                    subject, (matcher.group(5) == null ? named : named.in(matcher.group(5))).attributes());
            // Another version may have further resources of the groups that are known here. The core group no longer
            // grows.
            denial.question().ifPresent(question -> kubernetes().requireSpelled(question, String::isEmpty));
            return denial;
        } catch (AccessQueryException mistake) {
            throw new IllegalArgumentException(String.valueOf(mistake.getMessage()), mistake);
        }
    }

    /**
     * Requires that the refusal is not one of a misspelled resource, as far as a cluster tells. What some version of
     * Kubernetes has is not misspelled.
     *
     * @throws AccessQueryException if it is; the message says what may have been meant
     */
    public void requireSpelled(Cluster cluster) {
        question()
                .filter(question -> !kubernetes().knows(question))
                .ifPresent(ClusterKnowledge.of(cluster)::requireSpelled);
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

    boolean matches(String user, List<RequestAttributes> missing) {
        return subject.test(user) && missing.stream().anyMatch(this::matches);
    }

    private boolean matches(RequestAttributes missing) {
        if (!(request instanceof ResourceAttributes wanted) || !(missing instanceof ResourceAttributes found)) {
            return request.equals(missing);
        }
        String namespace = wanted.namespace().isEmpty() ? found.namespace() : wanted.namespace();
        String name = wanted.name().isEmpty() ? found.name() : wanted.name();
        return wanted.in(namespace).named(name).equals(found);
    }
}
