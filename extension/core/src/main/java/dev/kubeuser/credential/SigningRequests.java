// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.Run;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The CertificateSigningRequests of one cluster: written as the caller of a step, read and removed as the
 * administrator.
 */
final class SigningRequests {

    private static final String PATH = "apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final long PAUSE_MILLIS = 100;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final ApiRequests admin;
    private final CertificateFlow.@Nullable Caller caller;

    /**
     * Prepares to write and read.
     *
     * @param caller writes; {@code null} for the administrator
     */
    SigningRequests(ApiRequests admin, CertificateFlow.@Nullable Caller caller) {
        this.admin = admin;
        this.caller = caller;
    }

    private ApiRequests writer() {
        return caller == null ? admin : new ApiRequests(caller.httpClient(), caller.baseUrl());
    }

    private String asCaller() {
        return " as " + (caller == null ? "the administrator" : caller.name());
    }

    SigningRequest create(SigningRequest draft) {
        ApiRequests requests = writer();
        try {
            HttpUrl url = requests.url(PATH)
                    .newBuilder()
                    .addQueryParameter("fieldManager", Run.MANAGER)
                    .build();
            return new SigningRequest(requests.post(url, draft.object()));
        } catch (ApiException refusal) {
            throw CredentialException.refused("creating a CertificateSigningRequest" + asCaller(), refusal);
        }
    }

    SigningRequest read(String name) {
        try {
            return new SigningRequest(admin.get(admin.url(PATH, name)));
        } catch (ApiException refusal) {
            throw CredentialException.refused("reading the CertificateSigningRequest " + name, refusal);
        }
    }

    /** Approves or denies; see {@link #write}. */
    SigningRequest decide(SigningRequest request, SigningRequest.Verdict verdict, Duration timeout) {
        String action = verdict.type().equals(SigningRequest.DENIED) ? "denying " : "approving ";
        return write(
                request,
                timeout,
                current -> put("approval", current.decided(verdict)),
                current -> action + described(current) + current.decision() + asCaller());
    }

    /** Sets the certificate; see {@link #write}. */
    SigningRequest sign(SigningRequest request, String certificatePem, Duration timeout) {
        return write(
                request,
                timeout,
                current -> put("status", current.signed(certificatePem)),
                current -> "signing " + described(current) + asCaller());
    }

    private SigningRequest put(String subresource, SigningRequest changed) throws ApiException {
        ApiRequests requests = writer();
        return new SigningRequest(requests.put(requests.url(PATH, changed.name(), subresource), changed.object()));
    }

    private static String described(SigningRequest request) {
        return "the CertificateSigningRequest " + request.name();
    }

    /**
     * Writes a subresource. If the object has changed since, reads it and writes again, as kubectl does, until the
     * deadline. Always writes, even if nothing changes, so that the server checks the caller's permission.
     */
    private SigningRequest write(
            SigningRequest request, Duration timeout, Write subresource, Function<SigningRequest, String> action) {
        Deadline deadline = Deadline.in(timeout);
        SigningRequest current = request;
        while (true) {
            try {
                return subresource.of(current);
            } catch (ApiException refusal) {
                if (refusal.getCode() != CONFLICT || deadline.hasPassed()) {
                    throw CredentialException.refused(action.apply(current), refusal);
                }
            }
            current = read(request.name());
        }
    }

    private interface Write {
        SigningRequest of(SigningRequest current) throws ApiException;
    }

    /**
     * Watches until the request is issued, denied or failed, or until the deadline; returns what it last saw. Looks at
     * least once. Pauses between watches: those that keep breaking at once would flood the server.
     */
    SigningRequest await(SigningRequest request, Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        SigningRequest current = request;
        while (!current.isFinal()) {
            SigningRequest seen = watch(current, deadline.left());
            current = seen != null ? seen : read(request.name());
            if (current.isFinal() || deadline.hasPassed()) {
                break;
            }
            pause(deadline.left());
        }
        return current;
    }

    private static void pause(Duration most) {
        try {
            Thread.sleep(Math.min(most.toMillis(), PAUSE_MILLIS));
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new CredentialException("Interrupted while waiting for a certificate", interrupt);
        }
    }

    /** One watch; {@code null} if it ended, for whatever reason, before the request was final. */
    private @Nullable SigningRequest watch(SigningRequest request, Duration timeout) {
        OkHttpClient patient =
                admin.http().newBuilder().readTimeout(timeout.plusMillis(1)).build();
        Request events = new Request.Builder().url(events(request, timeout)).build();
        try (Response response = patient.newCall(events).execute()) {
            if (response.isSuccessful()) {
                return firstFinal(response.body().source());
            }
            throw CredentialException.refused(
                    "watching " + described(request),
                    new ApiException(
                            response.code(),
                            response.headers().toMultimap(),
                            response.body().string()));
        } catch (IOException | JsonParseException broken) {
            return null;
        }
    }

    private HttpUrl events(SigningRequest request, Duration timeout) {
        return admin.url(PATH)
                .newBuilder()
                .addQueryParameter("watch", "true")
                .addQueryParameter("fieldSelector", "metadata.name=" + request.name())
                .addQueryParameter("resourceVersion", request.resourceVersion())
                .addQueryParameter("timeoutSeconds", String.valueOf(timeout.toSeconds() + 1))
                .build();
    }

    /** Reads one event in each line. An error is an event, too, with a Status. */
    private static @Nullable SigningRequest firstFinal(BufferedSource events) throws IOException {
        for (String line = events.readUtf8Line(); line != null; line = events.readUtf8Line()) {
            JsonObject event = JsonParser.parseString(line).getAsJsonObject();
            SigningRequest seen = new SigningRequest(event.getAsJsonObject("object"));
            if (!event.get("type").getAsString().equals("ERROR") && seen.isFinal()) {
                return seen;
            }
        }
        return null;
    }

    /** Asks the server for the row it prints for kubectl. */
    CertificateFlow.State state(String name) {
        Request request = new Request.Builder()
                .url(admin.url(PATH, name))
                .header("Accept", TABLE)
                .build();
        try {
            return CertificateFlow.State.of(admin.read(request));
        } catch (ApiException refusal) {
            throw CredentialException.refused("printing the CertificateSigningRequest " + name, refusal);
        }
    }

    HttpUrl url(SigningRequest request) {
        return admin.url(PATH, request.name());
    }

    /** Removes a request, unless it is gone or another one has its name. */
    void delete(SigningRequest request) {
        try {
            admin.delete(url(request), request.uid());
        } catch (ApiException refusal) {
            if (refusal.getCode() != NOT_FOUND && refusal.getCode() != CONFLICT) {
                throw CredentialException.refused("deleting the CertificateSigningRequest " + request.name(), refusal);
            }
        }
    }
}
