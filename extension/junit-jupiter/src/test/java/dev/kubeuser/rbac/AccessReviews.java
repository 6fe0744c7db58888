// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** Asks the API server by SubjectAccessReview, many questions at once. */
public final class AccessReviews implements AutoCloseable {

    private static final int IN_FLIGHT = 64;
    private static final MediaType JSON_TYPE = MediaType.get("application/json");

    private final Dispatcher dispatcher = new Dispatcher();
    private final OkHttpClient http;
    private final HttpUrl url;

    public AccessReviews(KubeAccess admin) {
        dispatcher.setMaxRequests(IN_FLIGHT);
        dispatcher.setMaxRequestsPerHost(IN_FLIGHT);
        http = admin.httpClient().newBuilder().dispatcher(dispatcher).build();
        url = admin.url("/apis/authorization.k8s.io/v1/subjectaccessreviews");
    }

    /** The answers in the order of the questions. */
    public List<Answer> ask(List<Question> questions) {
        List<CompletableFuture<Answer>> answers =
                questions.stream().map(this::send).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    boolean allows(Question question) {
        return ask(List.of(question)).get(0).allowed();
    }

    private CompletableFuture<Answer> send(Question question) {
        RequestBody body = RequestBody.create(JSON.serialize(question.review()), JSON_TYPE);
        Reply reply = new Reply(question, new CompletableFuture<>());
        http.newCall(new Request.Builder().url(url).post(body).build()).enqueue(reply);
        return reply.answer();
    }

    private record Reply(Question question, CompletableFuture<Answer> answer) implements Callback {

        @Override
        public void onResponse(Call call, Response response) throws IOException {
            try (ResponseBody body = response.body()) {
                String text = body.string();
                if (response.code() != 201) {
                    onFailure(call, new IOException(question + " was answered by " + response.code() + ": " + text));
                    return;
                }
                JsonObject status =
                        JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("status");
                answer.complete(new Answer(
                        status.get("allowed").getAsBoolean(),
                        status.has("reason") ? status.get("reason").getAsString() : ""));
            }
        }

        @Override
        public void onFailure(Call call, IOException failure) {
            answer.completeExceptionally(failure);
        }
    }

    @Override
    public void close() {
        dispatcher.executorService().shutdown();
    }
}
