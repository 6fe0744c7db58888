// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.InFlight;
import io.kubernetes.client.openapi.JSON;
import java.util.List;

/** Asks the API server by SubjectAccessReview, many questions at once. */
public record AccessReviews(KubeAccess admin) {

    /** The answers in the order of the questions. */
    public List<Answer> ask(List<Question> questions) {
        return InFlight.QUESTIONS.ask(questions, this::ask);
    }

    public boolean allows(Question question) {
        return ask(question).allowed();
    }

    private Answer ask(Question question) {
        KubeResponse response = admin.request(
                "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", JSON.serialize(question.review()));
        assertThat(response.code()).as("%s: %s", question, response.body()).isEqualTo(201);
        JsonObject status =
                JsonParser.parseString(response.body()).getAsJsonObject().getAsJsonObject("status");
        return new Answer(
                status.get("allowed").getAsBoolean(),
                status.has("reason") ? status.get("reason").getAsString() : "");
    }
}
