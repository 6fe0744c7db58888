package dev.kubeuser.review.internal;

import com.google.protobuf.ByteString;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.internal.ApiRequests;
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
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final MediaType MEDIA_TYPE = MediaType.get(PROTOBUF);
    private static final ByteString MAGIC = ByteString.copyFrom(new byte[] {'k', '8', 's', 0});

    // Fields of runtime.Unknown, the envelope of every object, and of the objects themselves.
    private static final int TYPE = 1;
    private static final int API_VERSION = 1;
    private static final int KIND = 2;
    private static final int OBJECT = 2;
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
                .header("Accept", PROTOBUF + ", application/json")
                .post(RequestBody.create(review(spec).toByteArray(), MEDIA_TYPE))
                .build();
        try (Response response = http.newCall(request).execute()) {
            ByteString body = ByteString.readFrom(response.body().byteStream());
            if (!response.isSuccessful()) {
                throw new ApiException(response.code(), response.headers().toMultimap(), refusal(body));
            }
            return ReviewAnswer.of(query, ProtoMessage.parse(object(body).bytes(STATUS)));
        } catch (IOException failure) {
            throw new ApiException(failure);
        }
    }

    private ByteString review(ProtoMessage spec) {
        return MAGIC.concat(ProtoMessage.empty()
                .with(TYPE, type)
                .with(OBJECT, ProtoMessage.empty().with(SPEC, spec))
                .encoded());
    }

    private static ProtoMessage object(ByteString body) throws IOException {
        if (!body.startsWith(MAGIC)) {
            throw new IOException("the answer is not a protocol buffer of Kubernetes");
        }
        return ProtoMessage.parse(
                ProtoMessage.parse(body.substring(MAGIC.size())).bytes(OBJECT));
    }

    /** A server refuses with a Status; a proxy in front of it may answer anything. */
    private static String refusal(ByteString body) throws IOException {
        if (!body.startsWith(MAGIC)) {
            return body.toStringUtf8();
        }
        ProtoMessage status = object(body);
        return new Status(status.text(STATUS_REASON), status.text(STATUS_MESSAGE), "").json();
    }
}
