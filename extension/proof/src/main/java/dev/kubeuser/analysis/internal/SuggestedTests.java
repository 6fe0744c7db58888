// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Suggested assertions, to be pasted. In Java they are test methods, one for each user, which compile in the test class
 * that applies the policy: {@code assertThat} is of {@code KubeAssertions}, and the questions are of
 * {@code AccessQuery}.
 *
 * @param methods the methods; lines of a table are one without a signature
 */
public record SuggestedTests(List<Method> methods) {

    /**
     * A test method.
     *
     * @param signature its name and parameters; empty for lines of a table
     * @param statements the assertions
     */
    public record Method(String signature, List<String> statements) {

        Stream<String> lines() {
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
     * {@return these assertions, each once, user by user}
     *
     * @param suggestions the assertions
     * @param language what they are written in
     */
    public static SuggestedTests of(Collection<SuggestedAssertion> suggestions, TestLanguage language) {
        Map<UserInfo, List<SuggestedAssertion>> byUser = new LinkedHashMap<>();
        suggestions.forEach(each -> byUser.computeIfAbsent(each.suggestion().user(), user -> new ArrayList<>())
                .add(each));
        if (language == TestLanguage.TABLE) {
            List<String> lines = byUser.values().stream()
                    .flatMap(ofUser -> ofUser.stream().map(SuggestedAssertion::line))
                    .distinct()
                    .toList();
            return new SuggestedTests(lines.isEmpty() ? List.of() : List.of(new Method("", lines)));
        }
        Map<String, Integer> names = new HashMap<>();
        return new SuggestedTests(byUser.entrySet().stream()
                .map(user -> method(name(user.getKey(), names), user.getValue()))
                .toList());
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

    /** {@return the lines of the text, with an empty one between two methods} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Method method : methods) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            method.lines().forEach(lines::add);
        }
        return lines;
    }
}
