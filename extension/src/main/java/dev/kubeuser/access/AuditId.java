package dev.kubeuser.access;

import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.access.internal.SentRequest;
import dev.kubeuser.cluster.Cluster;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Gives each request to the API server an {@code Audit-ID}, unless the caller did, and tells a listener of it.
 *
 * @param cluster with the API server; requests to other servers pass as they are
 * @param identity whose client it is
 * @param listener who is told
 * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
 */
record AuditId(Cluster cluster, Identity identity, RequestListener listener) implements Interceptor {

    static final String HEADER = "Audit-ID";
    private static final int FORBIDDEN = 403;

    /** More than any Status of a refusal has. */
    private static final long PEEKED_BYTES = 64 * 1024;

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        if (!isForApiServer(request.url())) {
            return chain.proceed(request);
        }
        Request stamped = request.header(HEADER) != null
                ? request
                : request.newBuilder()
                        .header(HEADER, cluster.run().newAuditId())
                        .build();
        Instant time = Instant.now();
        Response response = chain.proceed(stamped);
        listener.sent(record(stamped, time, response));
        return response;
    }

    private boolean isForApiServer(HttpUrl url) {
        HttpUrl server = cluster.endpoint().url();
        return url.port() == server.port()
                && (url.host().equals(server.host())
                        || url.host().equals(cluster.endpoint().address()))
                && url.encodedPath().startsWith(server.encodedPath());
    }

    private SentRequest record(Request request, Instant time, Response response) throws IOException {
        String impersonated = request.header("Impersonate-User");
        Set<String> groups = impersonated == null
                ? identity.groups()
                : new LinkedHashSet<>(request.headers().values("Impersonate-Group"));
        HttpUrl url = seenByServer(request.url());
        return new SentRequest(
                impersonated == null ? identity.name() : impersonated,
                groups,
                request.method(),
                url,
                time,
                Objects.requireNonNull(request.header(HEADER)),
                answer(request.method() + " " + KubeResponse.pathOf(url), response));
    }

    /** A proxy in front of an existing cluster may serve several below paths of its own. */
    private HttpUrl seenByServer(HttpUrl url) {
        int prefix = cluster.endpoint().url().encodedPath().length() - 1;
        return prefix == 0
                ? url
                : url.newBuilder()
                        .encodedPath(url.encodedPath().substring(prefix))
                        .build();
    }

    private static KubeResponse answer(String what, Response response) throws IOException {
        String body =
                response.code() == FORBIDDEN ? response.peekBody(PEEKED_BYTES).string() : "";
        return KubeResponse.of(what, response, body);
    }
}
