// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.statement.NamespaceSelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions by the evaluator that decides as the API server does.
 *
 * @param policy the policy
 */
public record PolicyAnswers(PolicyFiles policy) {

    /**
     * An answer.
     *
     * @param isYes whether any subject may do it
     * @param lines what was asked, and why it is so
     */
    public record Answer(boolean isYes, List<String> lines) {}

    /**
     * A request, as in {@code get pods}, {@code get secrets signing-key -n release} or {@code get /healthz}.
     *
     * @param verb the verb
     * @param resource the resource, with its group and subresource, or the path
     * @param name the name of the object, or {@code null} for any
     * @param namespace the namespace, or {@code null} for all
     */
    private record PolicyQuestion(
            String verb,
            String resource,
            @Nullable String name,
            @Nullable String namespace) {

        /**
         * Reads a question.
         *
         * @throws IllegalArgumentException if it has no verb and resource, or too much
         */
        static PolicyQuestion parse(String text) {
            return of(Arrays.asList(text.strip().split("\\s+", -1)), text);
        }

        static PolicyQuestion of(List<String> words, String text) {
            List<String> left = new ArrayList<>(words);
            String namespace = null;
            for (String flag : List.of("-n", "--namespace")) {
                int at = left.indexOf(flag);
                if (at >= 0 && at + 1 < left.size()) {
                    namespace = left.get(at + 1);
                    left.subList(at, at + 2).clear();
                }
            }
            if (left.size() < 2 || left.size() > 3 || left.stream().anyMatch(word -> word.startsWith("-"))) {
                throw new IllegalArgumentException("\"" + text
                        + "\" is not a question: write VERB RESOURCE [NAME] [-n NAMESPACE], as in \"list pods -n dev\","
                        + " or VERB PATH, as in \"get /healthz\"");
            }
            return new PolicyQuestion(left.get(0), left.get(1), left.size() == 3 ? left.get(2) : null, namespace);
        }

        /**
         * The same as assertions ask it.
         *
         * @param check what knows which verbs and resources there are, or {@code null} to ask as it is written
         * @throws dev.kubeuser.query.AccessQueryException if no API server is asked that
         */
        AccessQuery query(@Nullable QueryCheck check) {
            AccessQuery query = withoutPlace();
            if (namespace != null) {
                query = query.in(namespace);
            } else if (!resource.startsWith("/") && (check == null || check.isInNamespaces(query))) {
                query = query.inAllNamespaces();
            }
            if (check != null) {
                check.require(query);
            }
            return query;
        }

        /** The request for a resource in a namespace. */
        RequestAttributes in(String place) {
            RequestAttributes request = withoutPlace().attributes();
            return request instanceof ResourceAttributes one ? one.in(place) : request;
        }

        /** The same without saying where. */
        AccessQuery withoutPlace() {
            AccessQuery query = AccessQuery.verb(verb, resource, Dialect.ARGUMENTS);
            return name == null ? query : query.named(name);
        }
    }

    /** Answers for example {@code user:jane get pods -n dev}. */
    public Answer can(String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+", -1));
        Subject subject = Subject.parse(words.get(0));
        PolicyQuestion question = PolicyQuestion.of(words.subList(1, words.size()), text);
        AccessQuery query = question.query(policy.check());
        RequestAttributes request = query.attributes();
        UserInfo user = UserInfo.of(subject);
        Decision decision = policy.inForce().decide(user, request);
        List<String> lines = new ArrayList<>();
        lines.add((decision.isAllowed() ? "yes: " : "no: ")
                + subject
                + (decision.isAllowed() ? " may " : " may not ")
                + words(query));
        decision.grants().forEach(grant -> indent(lines, PolicyText.grant(grant)));
        decision.dangling()
                .forEach(binding -> lines.add("  not known: what " + PolicyText.applied(binding) + " grants, for "
                        + binding.binding().roleRef() + " is not in the files"));
        if (!decision.isAllowed()) {
            placed(question, user).forEach((place, one) -> {
                lines.add("  but " + subject + " may in " + place + ":");
                one.grants().forEach(grant -> indent(lines, indented(PolicyText.grant(grant))));
            });
            policy.inForce()
                    .ownNearMisses(user, request)
                    .forEach(miss -> indent(lines, PolicyText.nearMiss(miss, user)));
        }
        return new Answer(decision.isAllowed(), lines);
    }

    /**
     * Answers for example {@code list secrets -n dev}, about each subject of a binding in the files. As in statements,
     * a question without a name is also about each name: subjects that may do it for some names only come later. One
     * without a namespace is also about each namespace: subjects that may do it in some only come last.
     */
    public Answer whoCan(String text) {
        PolicyQuestion question = PolicyQuestion.parse(text);
        AccessQuery query = question.query(policy.check());
        RequestAttributes request = query.attributes();
        RequestSet anyName = policy.effective().requests(query.unchecked());
        List<String> all = new ArrayList<>();
        List<String> named = new ArrayList<>();
        List<String> placed = new ArrayList<>();
        for (Subject subject : policy.subjects()) {
            UserInfo user = UserInfo.of(subject);
            Decision decision = policy.inForce().decide(user, request);
            if (decision.isAllowed()) {
                add(all, subject.toString(), decision);
                continue;
            }
            Optional<RequestAttributes> one = named(user, anyName);
            if (one.isPresent()) {
                add(named, subject.toString(), policy.inForce().decide(user, one.get()));
            } else {
                placed(question, user).forEach((place, found) -> add(placed, subject + " in " + place, found));
            }
        }
        List<String> lines = new ArrayList<>();
        section(lines, "who may " + words(query) + ":", all);
        section(lines, "who may " + words(query) + " for some names:", named);
        if (lines.isEmpty()) {
            lines.add("nobody in the bindings may " + words(query)
                    + (query.isInAllNamespaces() && placed.isEmpty() ? ", or in one of them" : ""));
        }
        section(lines, "who may " + request + " in some namespaces only:", placed);
        return new Answer(!(all.isEmpty() && named.isEmpty() && placed.isEmpty()), lines);
    }

    private static void section(List<String> lines, String title, List<String> found) {
        if (!found.isEmpty()) {
            lines.add(title);
            lines.addAll(found);
        }
    }

    /** A question that names no namespace, and says so. Only a request to list or watch is about all at once. */
    private static String words(AccessQuery query) {
        boolean isAtOnce = query.verb().equals("list") || query.verb().equals("watch");
        return query.attributes()
                + (query.isInAllNamespaces() ? " in all namespaces" + (isAtOnce ? " at once" : "") : "");
    }

    /** The namespaces in which a user may do what was asked without one, each with the decision there. */
    private Map<String, Decision> placed(PolicyQuestion question, UserInfo user) {
        Map<String, Decision> places = new TreeMap<>();
        if (question.namespace() != null) {
            return places;
        }
        RequestSet everywhere =
                policy.effective().requests(question.withoutPlace().unchecked(), NamespaceSelection.every());
        for (AppliedBinding applied : policy.inForce().bindingsFor(user)) {
            String namespace = applied.binding().id().namespace();
            policy.effective()
                    .witness(applied.requests().in(namespace).intersection(everywhere))
                    .filter(one -> !namespace.isEmpty())
                    .ifPresent(one -> {
                        Decision decision = policy.inForce().decide(user, question.in(namespace));
                        if (decision.isAllowed()) {
                            places.put(namespace, decision);
                        } else {
                            places.put(
                                    namespace + " for some names",
                                    policy.inForce().decide(user, one));
                        }
                    });
        }
        return places;
    }

    /** One of some requests that a user is allowed. */
    private Optional<RequestAttributes> named(UserInfo user, RequestSet some) {
        return policy.inForce().bindingsFor(user).stream()
                .map(applied -> applied.requests().intersection(some))
                .filter(requests -> !requests.isEmpty())
                .findFirst()
                .flatMap(policy.effective()::witness);
    }

    private static void add(List<String> lines, String who, Decision decision) {
        lines.add("  " + who);
        decision.grants().forEach(grant -> indent(lines, indented(PolicyText.grant(grant))));
    }

    private static void indent(List<String> lines, List<String> more) {
        lines.addAll(indented(more));
    }

    private static List<String> indented(List<String> lines) {
        return lines.stream().map(line -> "  " + line).toList();
    }
}
