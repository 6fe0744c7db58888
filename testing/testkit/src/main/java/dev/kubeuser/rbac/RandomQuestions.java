// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static dev.kubeuser.rbac.Vocabulary.either;

import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.Choice;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes questions in the words of the random policies, and in some that no policy allows. */
record RandomQuestions(Vocabulary words, Choice choice) {

    private static final List<String> NONE = List.of("");

    List<Question> questions(int count) {
        return choice.times(count, () -> new Question(user(), request())).toList();
    }

    private UserInfo user() {
        if (choice.oneIn(200)) {
            return UserInfo.exactly(choice.one(words.users()), "system:masters");
        }
        if (choice.oneIn(3)) {
            return UserInfo.serviceAccount(
                    choice.one(either(Vocabulary.NAMESPACES, "de", "")), choice.one(words.serviceAccounts()));
        }
        Set<String> groups = new LinkedHashSet<>(choice.some(2, either(words.groups(), "system:authenticated")));
        return new UserInfo(choice.one(either(words.users(), words.round() + "nobody")), groups);
    }

    private RequestAttributes request() {
        String verb = choice.one(either(Vocabulary.VERBS, "*", ""));
        if (choice.oneIn(4)) {
            return new NonResourceAttributes(verb, choice.one(either(Vocabulary.PATHS, Vocabulary.URL_PATTERNS)));
        }
        return new ResourceAttributes(
                verb,
                choice.one(either(Vocabulary.API_GROUPS, "*")),
                choice.one(either(Vocabulary.RESOURCES, choice.oneIn(3) ? Vocabulary.RESOURCE_PATTERNS : NONE)),
                choice.oneIn(2) ? "" : choice.one(either(Vocabulary.SUBRESOURCES, "*")),
                choice.oneIn(4) ? choice.one(List.of("", "elsewhere")) : choice.one(Vocabulary.NAMESPACES),
                choice.oneIn(2) ? "" : choice.one(either(Vocabulary.NAMES, "*")));
    }
}
