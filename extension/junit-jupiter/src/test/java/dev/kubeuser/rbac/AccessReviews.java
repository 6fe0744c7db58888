// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.InFlight;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Asks the API server by SubjectAccessReview, many questions at once. */
public record AccessReviews(KubeAccess admin) {

    /** The answers in the order of the questions. */
    public List<Answer> ask(List<Question> questions) {
        return InFlight.QUESTIONS.ask(questions, this::ask);
    }

    /** Those that it allows. */
    Set<Question> allowed(List<Question> questions) {
        List<Answer> answers = ask(questions);
        return IntStream.range(0, questions.size())
                .filter(index -> answers.get(index).allowed())
                .mapToObj(questions::get)
                .collect(Collectors.toSet());
    }

    public boolean allows(Question question) {
        return ask(question).allowed();
    }

    private Answer ask(Question question) {
        KubeResponse response = admin.request(
                "POST",
                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                question.review().toString());
        assertThat(response.code()).as("%s: %s", question, response.body()).isEqualTo(201);
        JsonObject status =
                JsonParser.parseString(response.body()).getAsJsonObject().getAsJsonObject("status");
        return new Answer(
                status.get("allowed").getAsBoolean(),
                status.has("reason") ? status.get("reason").getAsString() : "");
    }
}
