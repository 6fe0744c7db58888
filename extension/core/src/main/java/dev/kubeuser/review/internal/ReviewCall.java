package dev.kubeuser.review.internal;

import com.google.protobuf.ByteString;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.discovery.internal.ProtoMessage;
import dev.kubeuser.review.AccessQuery;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.util.Locale;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Sends one kind of access review, as protocol buffers. A matrix needs thousands of reviews, and JSON would cost both
 * sides a good part of the time.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding">Kubernetes Protobuf
 *     encoding</a>
 */
final class ReviewCall {

    private static final String GROUP_VERSION = "authorization.k8s.io/v1";
    private static final MediaType MEDIA_TYPE = MediaType.get(ProtoMessage.MEDIA_TYPE);
    private static final String ACCEPTED = ProtoMessage.MEDIA_TYPE + ", application/json";

    // Fields of the type of an object, and of the object itself.
    private static final int API_VERSION = 1;
    private static final int KIND = 2;
    private static final int SPEC = 2;
    private static final int STATUS = 3;

    // Fields of a Status, which the envelope holds if the server refuses.
    private static final int STATUS_MESSAGE = 3;
    private static final int STATUS_REASON = 4;

    private final OkHttpClient http;
    private final ByteString type;
    private final HttpUrl url;

    /** Of a kind, such as {@code SelfSubjectAccessReview}. */
    ReviewCall(ApiRequests requests, String kind) {
        this.http = requests.http();
        this.type = ProtoMessage.empty()
                .with(API_VERSION, GROUP_VERSION)
                .with(KIND, kind)
                .encoded();
        this.url = requests.url("apis/" + GROUP_VERSION, kind.toLowerCase(Locale.ROOT) + "s");
    }

    /** Sends a spec, and reads the status of the answer. */
    ReviewAnswer send(AccessQuery query, ProtoMessage spec) throws ApiException {
        Request request = new Request.Builder()
                .url(url)
                .header("Accept", ACCEPTED)
                .post(RequestBody.create(
                        ProtoMessage.empty().with(SPEC, spec).asObject(type).toByteArray(), MEDIA_TYPE))
                .build();
        try (Response response = http.newCall(request).execute()) {
            ByteString body = ByteString.readFrom(response.body().byteStream());
            if (!response.isSuccessful()) {
                throw new ApiException(response.code(), response.headers().toMultimap(), refusal(body));
            }
            return ReviewAnswer.of(
                    query, ProtoMessage.parse(ProtoMessage.ofObject(body).bytes(STATUS)));
        } catch (IOException failure) {
            throw new ApiException(failure);
        }
    }

    /** A server refuses with a Status; a proxy in front of it may answer anything. */
    private static String refusal(ByteString body) throws IOException {
        if (!ProtoMessage.isObject(body)) {
            return body.toStringUtf8();
        }
        ProtoMessage status = ProtoMessage.ofObject(body);
        return new Status(status.text(STATUS_REASON), status.text(STATUS_MESSAGE), "").json();
    }
}
