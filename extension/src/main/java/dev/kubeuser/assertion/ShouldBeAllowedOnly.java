package dev.kubeuser.assertion;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Words what a user may do beyond or short of what it should.
 *
 * @param requester who
 * @param found what was found
 */
record ShouldBeAllowedOnly(UserInfo requester, AllAccess found) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting " + Who.of(requester),
                "to be allowed in namespace \"" + found.namespace() + "\" only",
                byResource(found.expected()),
                found.surplus().isEmpty()
                        ? List.of()
                        : List.of("but the API server says yes to", byResource(found.surplus())),
                found.lacking().isEmpty()
                        ? List.of()
                        : List.of("but the API server says no to", byResource(found.lacking())));
    }

    /** For example {@code pods: get, list, watch}. */
    private static List<String> byResource(Collection<AccessQuery> queries) {
        Map<String, List<String>> verbs = new TreeMap<>();
        for (AccessQuery query : queries) {
            String of = query.resource() + (query.name().isEmpty() ? "" : " \"" + query.name() + "\"");
            verbs.computeIfAbsent(of, key -> new ArrayList<>()).add(query.verb());
        }
        return verbs.entrySet().stream()
                .map(entry -> "  " + entry.getKey() + ": "
                        + String.join(", ", entry.getValue().stream().sorted().toList()))
                .toList();
    }
}
