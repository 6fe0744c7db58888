package dev.kubeuser.access;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kubeuser.base.internal.JsonParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Buffer;

/**
 * The object that a request writes, if the API server's second checks depend on its content: roles, bindings,
 * CertificateSigningRequests, policies of admission; or if it says what a client relies on: access reviews. None of these
 * holds a secret. Of other objects only the owner references count.
 */
final class WrittenObject {

    private static final Set<String> GROUPS = Set.of("rbac.authorization.k8s.io", "certificates.k8s.io");
    private static final String ADMISSION = "admissionregistration.k8s.io";
    private static final String POLICIES = "admissionpolic";
    private static final String OWNERS = "ownerReferences";
    private static final String REVIEWS = "authorization.k8s.io";
    private static final Set<String> WRITING = Set.of("POST", "PUT", "PATCH");
    private static final long LONGEST_BYTES = 1024 * 1024;

    private WrittenObject() {}

    static boolean isOf(String method, HttpUrl seenByServer) {
        return isWritten(method)
                && seenByServer.pathSize() > 2
                && seenByServer.pathSegments().get(0).equals("apis")
                && (GROUPS.contains(seenByServer.pathSegments().get(1)) || isPolicyOfAdmission(seenByServer));
    }

    private static boolean isPolicyOfAdmission(HttpUrl seenByServer) {
        return seenByServer.pathSize() > 3
                && seenByServer.pathSegments().get(1).equals(ADMISSION)
                && seenByServer.pathSegments().get(3).contains(POLICIES);
    }

    static boolean isWritten(String method) {
        return WRITING.contains(method);
    }

    /** The owner references of an object in JSON, and nothing else of it; empty if that cannot be read, or has none. */
    static String owners(Supplier<String> body) {
        try {
            String sent = body.get();
            return sent.contains(OWNERS) ? owners(JsonParser.parseString(sent)) : "";
        } catch (JsonParseException | UncheckedIOException unreadable) {
            return "";
        }
    }

    private static String owners(JsonElement sent) {
        JsonObject metadata = new JsonObject();
        metadata.add(OWNERS, JsonParts.object(sent, "metadata").get(OWNERS));
        JsonObject object = new JsonObject();
        object.add("metadata", metadata);
        return object.toString();
    }

    /** Whether it asks for access of a user. */
    static boolean isReview(String method, HttpUrl seenByServer) {
        return method.equals("POST")
                && seenByServer.pathSize() > 2
                && seenByServer.pathSegments().get(0).equals("apis")
                && seenByServer.pathSegments().get(1).equals(REVIEWS);
    }

    /** As it was sent; empty if it cannot be read twice. */
    static String sentIn(Request request) {
        RequestBody sent = request.body();
        if (sent == null || sent.isOneShot() || sent.isDuplex()) {
            return "";
        }
        try {
            boolean isKept = sent.contentLength() >= 0 && sent.contentLength() < LONGEST_BYTES;
            return isKept ? text(sent) : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The body of a request could not be read twice", unreadable);
        }
    }

    private static String text(RequestBody body) throws IOException {
        Buffer buffer = new Buffer();
        body.writeTo(buffer);
        return buffer.readUtf8();
    }
}
