// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A suggested assertion, with all that it gains.
 *
 * @param suggestion the assertion
 * @param permissions the number of permissions that it would cover
 * @param mutants the number of surviving mutants that it would kill
 * @param bindings the number of bindings, or of subjects of bindings, that it would use
 */
public record SuggestedAssertion(Suggestion suggestion, long permissions, long mutants, long bindings) {

    /** Returns the gains of two of the same. */
    public SuggestedAssertion with(SuggestedAssertion same) {
        return new SuggestedAssertion(
                suggestion, permissions + same.permissions, mutants + same.mutants, bindings + same.bindings);
    }

    public long gain() {
        return permissions + mutants + bindings;
    }

    /** Returns the gains of the wanted kinds. */
    public long gain(boolean isCovering, boolean isKilling) {
        return (isCovering ? permissions : 0) + (isKilling ? mutants : 0);
    }

    /**
     * Returns the statement, with what it gains: {@code assertThat(alice)...; // covers 1 permission, kills 2 mutants}.
     */
    String statement() {
        return suggestion.source() + " // " + gains();
    }

    /** Returns the line of a table, with what declares its user and what it gains, as a comment. */
    private String line() {
        return Stream.concat(suggestion.parameters().stream(), Stream.of(gains()))
                .collect(Collectors.joining("; ", suggestion.source() + " # ", ""));
    }

    /** Returns what it gains, for example {@code covers 1 permission, kills 2 mutants}. */
    public String gains() {
        List<String> gains = new ArrayList<>();
        if (permissions > 0) {
            gains.add("covers " + Counted.of(permissions, "permission"));
        }
        if (mutants > 0) {
            gains.add("kills " + Counted.of(mutants, "mutant"));
        }
        if (bindings > 0) {
            gains.add("uses " + Counted.of(bindings, "binding or subject", "bindings or subjects"));
        }
        return String.join(", ", gains);
    }

    /**
     * An assertion that would kill a surviving mutant, or cover what is not covered.
     *
     * @param user the user whose access it checks
     * @param request the request that it asks about
     * @param allowed whether the policy without the mutation allows it
     * @param source a Java statement with the methods of {@code KubeAssertions} and {@code AccessQuery}, for example
     *     {@code assertThat(alice).cannot(delete("pods").in("dev"));} or, if no test was written in Java, a line of a
     *     table in YAML
     * @param parameters the parameters of a test method that declare what the statement uses, in Java, for example
     *     {@code @KubeUser("alice") KubeAccess alice}; of a line, the option that declares its user
     */
    public record Suggestion(
            UserInfo user, RequestAttributes request, boolean allowed, String source, List<String> parameters) {}

    /**
     * A test method to be pasted into the class that applies the policy: {@code assertThat} is of
     * {@code KubeAssertions}, and the questions are of {@code AccessQuery}.
     *
     * @param signature its name and parameters; empty for lines of a table
     * @param statements the assertions
     */
    public record Method(String signature, List<String> statements) {

        private Stream<String> lines() {
            return signature.isEmpty()
                    ? statements.stream()
                    : Stream.of(
                                    Stream.of("@Test", signature + " {"),
                                    statements.stream().map(statement -> "    " + statement),
                                    Stream.of("}"))
                            .flatMap(part -> part);
        }
    }

    /**
     * {@return test methods of assertions, one for each user, with each assertion once; lines of a table are one
     * without a signature}
     *
     * @param suggestions the assertions
     * @param language what they are written in
     */
    public static List<Method> methods(Collection<SuggestedAssertion> suggestions, TestLanguage language) {
        Map<UserInfo, List<SuggestedAssertion>> byUser = new LinkedHashMap<>();
        suggestions.forEach(each -> byUser.computeIfAbsent(each.suggestion().user(), user -> new ArrayList<>())
                .add(each));
        if (language == TestLanguage.TABLE) {
            List<String> lines = byUser.values().stream()
                    .flatMap(ofUser -> ofUser.stream().map(SuggestedAssertion::line))
                    .distinct()
                    .toList();
            return lines.isEmpty() ? List.of() : List.of(new Method("", lines));
        }
        Map<String, Integer> names = new HashMap<>();
        return byUser.entrySet().stream()
                .map(user -> method(name(user.getKey(), names), user.getValue()))
                .toList();
    }

    private static String name(UserInfo user, Map<String, Integer> names) {
        String name = "access_of_" + AssertionSource.variable(user);
        int number = names.merge(name, 1, Integer::sum);
        return number == 1 ? name : name + "_" + number;
    }

    private static Method method(String name, List<SuggestedAssertion> suggestions) {
        Set<String> parameters = new LinkedHashSet<>();
        Set<String> statements = new LinkedHashSet<>();
        for (SuggestedAssertion each : suggestions) {
            parameters.addAll(each.suggestion().parameters());
            statements.add(each.statement());
        }
        return new Method("void " + name + "(" + String.join(", ", parameters) + ")", List.copyOf(statements));
    }

    /** {@return the same as lines of text, with an empty one between two methods} */
    public static List<String> lines(Collection<SuggestedAssertion> suggestions, TestLanguage language) {
        List<String> lines = new ArrayList<>();
        for (Method method : methods(suggestions, language)) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            method.lines().forEach(lines::add);
        }
        return lines;
    }

    /**
     * The requests of subjects that were denied although no test expected it. To assert such a refusal would cement a
     * rule that is missing, so it is never suggested, neither to the subject nor to its groups, nor for all namespaces
     * at once.
     */
    static final class RefusedToTests {

        private final Map<RequestAttributes, Set<UserInfo>> users = new HashMap<>();

        RefusedToTests(List<Denial> denials) {
            for (Denial denial : denials) {
                for (RequestAttributes missing : denial.missing()) {
                    add(missing, denial.user());
                    if (missing instanceof ResourceAttributes resource) {
                        add(resource.in(""), denial.user());
                    }
                }
            }
        }

        private void add(RequestAttributes missing, UserInfo user) {
            users.computeIfAbsent(Denial.nameless(missing), unused -> new HashSet<>())
                    .add(user);
        }

        /** Whether an assertion would cement a denial. */
        boolean isCementedBy(Suggestion suggestion) {
            if (suggestion.allowed()) {
                return false;
            }
            UserInfo asserted = suggestion.user();
            return users.getOrDefault(Denial.nameless(suggestion.request()), Set.of()).stream()
                    .anyMatch(user -> user.name().equals(asserted.name()) || isOfGroups(user, asserted));
        }

        /** Whether a user is in every group of another user who has groups beyond the built-in ones. */
        private static boolean isOfGroups(UserInfo user, UserInfo other) {
            return user.groups().containsAll(other.groups()) && other.groups().size() > 1;
        }
    }
}
