package dev.kubeuser.access;

import java.io.IOException;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;

/**
 * The object that a request writes, if the API server's second checks depend on its content: roles, bindings,
 * CertificateSigningRequests. None of these holds a secret.
 */
final class WrittenObject {

    private static final Set<String> GROUPS = Set.of("rbac.authorization.k8s.io", "certificates.k8s.io");
    private static final Set<String> WRITING = Set.of("POST", "PUT", "PATCH");
    private static final long LONGEST_BYTES = 1024 * 1024;

    private WrittenObject() {}

    static boolean isOf(String method, HttpUrl seenByServer) {
        return WRITING.contains(method)
                && seenByServer.pathSize() > 2
                && seenByServer.pathSegments().get(0).equals("apis")
                && GROUPS.contains(seenByServer.pathSegments().get(1));
    }

    /** As the server returns it or, if it does not, as it was sent. */
    static String json(Request request, Response response) throws IOException {
        if (response.isSuccessful()) {
            return response.peekBody(LONGEST_BYTES).string();
        }
        RequestBody sent = request.body();
        boolean isKept = sent != null
                && !sent.isOneShot()
                && !sent.isDuplex()
                && sent.contentLength() >= 0
                && sent.contentLength() < LONGEST_BYTES;
        if (sent == null || !isKept) {
            return "";
        }
        Buffer buffer = new Buffer();
        sent.writeTo(buffer);
        return buffer.readUtf8();
    }
}
