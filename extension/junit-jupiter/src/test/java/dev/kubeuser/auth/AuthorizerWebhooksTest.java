// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.kubeuser.auth.internal.AuthorizationFile;
import dev.kubeuser.auth.internal.AuthorizerWebhooks;
import dev.kubeuser.kinds.RunsOnce;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** What this JVM serves to the API server alone. */
@RunsOnce
class AuthorizerWebhooksTest {

    private static final String REVIEW = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
             "spec": {"user": "ann", "nonResourceAttributes": {"verb": "get", "path": "/metrics"}}}
            """;

    @Test
    void nobody_but_the_api_server_can_ask() throws IOException {
        try (AuthorizerWebhooks webhooks = serve("classpath:authorization/company.yaml");
                AuthorizerEndpoint test = AuthorizerEndpoint.of(webhooks)) {
            test.answer(question -> AuthorizerAnswer.deny("no metrics"));
            String kubeconfig = webhooks.kubeconfig("company").toString();
            assertThat(post(kubeconfig)).isEqualTo("200 {\"allowed\":false,\"denied\":true,\"reason\":\"no metrics\"}");
            assertThat(post(kubeconfig.replaceAll("\"token\":\"[^\"]+", "\"token\":\"other")))
                    .isEqualTo("401 null");
            assertThat(test.questions()).hasToString("[company: may ann get /metrics?]");
        }
    }

    private static AuthorizerWebhooks serve(String file) {
        return AuthorizerWebhooks.serve(AuthorizationFile.read(file), InetAddress.getLoopbackAddress());
    }

    private static String post(String kubeconfig) throws IOException {
        ApiClient client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(new StringReader(kubeconfig)))
                .build();
        Request request = new Request.Builder()
                .url(client.getBasePath())
                .header("Authorization", "Bearer " + kubeconfig.replaceAll("(?s).*\"token\":\"([^\"]+).*", "$1"))
                .post(RequestBody.create(REVIEW, MediaType.get("application/json")))
                .build();
        try (Response response = client.getHttpClient().newCall(request).execute()) {
            String body = response.body().string();
            return response.code() + " "
                    + (body.isEmpty()
                            ? null
                            : JsonParser.parseString(body).getAsJsonObject().get("status"));
        }
    }
}
