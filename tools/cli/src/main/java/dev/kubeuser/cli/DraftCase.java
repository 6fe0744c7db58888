// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Risk;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a subject may do today, or may not, for a first test: a question with each verb, about each name.
 *
 * @param subject the subject
 * @param isAllowed whether it may
 * @param by the binding that allows it; {@code null} if none is named
 * @param risk what Kubernetes warns of in it; {@code null} if nothing
 * @param verbs the verbs
 * @param resource the resource, or the path
 * @param names the names of objects; empty for all
 * @param namespace the namespace; {@code *} for all at once, empty for none
 */
record DraftCase(
        Subject subject,
        boolean isAllowed,
        @Nullable BindingReference by,
        @Nullable Risk risk,
        List<String> verbs,
        String resource,
        List<String> names,
        String namespace) {

    static final String EVERYWHERE = "*";

    /** A wildcard is known by what else it gives. */
    private static final List<Risk> RISKS = Stream.concat(
                    Stream.of(Risk.values()).filter(risk -> risk != Risk.WILDCARD), Stream.of(Risk.WILDCARD))
            .toList();

    /** {@return one that the subject may not} */
    static DraftCase denied(Subject subject, String verb, String resource, String namespace) {
        return new DraftCase(subject, false, null, null, List.of(verb), resource, List.of(), namespace);
    }

    /** {@return so many lines of a table} */
    int size() {
        return verbs.size() * Math.max(1, names.size());
    }

    /** The riskiest first. */
    int rank() {
        return risk == null ? RISKS.size() : RISKS.indexOf(risk);
    }

    /** {@return its questions} */
    Stream<AccessQuery> queries() {
        return (names.isEmpty() ? Stream.of("") : names.stream())
                .flatMap(name -> verbs.stream().map(verb -> query(verb, name)));
    }

    private AccessQuery query(String verb, String name) {
        AccessQuery query = AccessQuery.verb(verb, resource);
        AccessQuery named = name.isEmpty() ? query : query.named(name);
        if (namespace.isEmpty()) {
            return named;
        }
        return namespace.equals(EVERYWHERE) ? named.inAllNamespaces() : named.in(namespace);
    }
}
