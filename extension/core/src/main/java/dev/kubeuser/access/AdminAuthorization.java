package dev.kubeuser.access;

import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.error.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Finds the bearer token of an administrator whose kubeconfig has no certificate: only the administrator's own
 * connections know how to renew it. They prepare a request, which is not sent.
 *
 * @param requests the administrator's
 */
record AdminAuthorization(ApiRequests requests) {

    private static final String HEADER = "Authorization";
    private static final String BEARER = "Bearer ";
    private static final int NO_CONTENT = 204;

    /**
     * The token at this moment.
     *
     * @throws ConfigurationException if there is none
     */
    String token() {
        OkHttpClient preparing = requests.http()
                .newBuilder()
                .addInterceptor(AdminAuthorization::stop)
                .build();
        Request request = new Request.Builder().url(requests.url("version")).build();
        try (Response prepared = preparing.newCall(request).execute()) {
            String header = Objects.requireNonNullElse(prepared.request().header(HEADER), "");
            if (!header.startsWith(BEARER)) {
                throw new ConfigurationException(
                        "The administrator's kubeconfig has neither a certificate nor a token that clients of other"
                                + " libraries can use; name a user with one of them",
                        null);
            }
            return header.substring(BEARER.length());
        } catch (IOException failure) {
            throw new UncheckedIOException("The administrator's token could not be renewed", failure);
        }
    }

    private static Response stop(Interceptor.Chain chain) {
        return new Response.Builder()
                .request(chain.request())
                .protocol(Protocol.HTTP_1_1)
                .code(NO_CONTENT)
                .message("not sent")
                .build();
    }
}
