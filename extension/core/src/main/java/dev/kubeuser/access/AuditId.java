package dev.kubeuser.access;

import dev.kubeuser.access.internal.OwnReview;
import dev.kubeuser.access.internal.RequestListener;
import java.io.IOException;
import java.util.function.Supplier;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Gives each request to the API server an {@code Audit-ID}, unless the caller did, and tells a listener about it.
 *
 * @param server the API server; requests to other servers pass unchanged
 * @param user the user whose client it is
 * @param ids makes a new ID for each request
 * @param listener hears about each request
 * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
 */
record AuditId(ApiServerUrl server, AuthInfo user, Supplier<String> ids, RequestListener listener)
        implements Interceptor {

    private static final System.Logger LOG = System.getLogger(AuditId.class.getName());

    /** The Status of a refusal is much shorter. */
    private static final long PEEKED_BYTES = 1024 * 1024;

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        if (!server.covers(request.url())) {
            return chain.proceed(request);
        }
        ClientRequest sent = new ClientRequest(
                user,
                server,
                listener,
                request.method(),
                request.url(),
                request.headers(),
                Headers.EMPTY,
                ids,
                () -> WrittenObject.sentIn(request),
                request.tag(OwnReview.class) != null);
        Response response = chain.proceed(request.newBuilder()
                .header(ClientRequest.AUDIT_ID, sent.auditId())
                .build());
        sent.answered(response.code(), response.headers().toMultimap(), body(sent, response));
        return response;
    }

    /** The caller gets the answer, whether or not its body can be recorded. */
    private static String body(ClientRequest sent, Response response) {
        try {
            return sent.wantsBody(response.code())
                    ? response.peekBody(PEEKED_BYTES).string()
                    : "";
        } catch (IOException | RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: the report may lack what was answered to " + sent + ", which could not be recorded",
                    failure);
            return "";
        }
    }
}
