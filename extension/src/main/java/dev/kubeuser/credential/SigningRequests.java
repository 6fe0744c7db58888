package dev.kubeuser.credential;

import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.credential.internal.ServerRefusal;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestCondition;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The CertificateSigningRequests of one cluster: written as the actor of a step, read and removed as the administrator.
 */
final class SigningRequests {

    private static final String PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests/";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final Type EVENT = new TypeToken<Watch.Response<V1CertificateSigningRequest>>() {}.getType();
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final ApiClient client;
    private final CertificatesV1Api api;

    SigningRequests(ApiClient client) {
        this.client = client;
        this.api = new CertificatesV1Api(client);
    }

    SigningRequest create(Actor actor, V1CertificateSigningRequest request) {
        try {
            return new SigningRequest(
                    api(actor).createCertificateSigningRequest(request).execute());
        } catch (ApiException refusal) {
            throw ServerRefusal.of("creating a CertificateSigningRequest as " + actor.name(), refusal);
        }
    }

    SigningRequest read(String name) {
        try {
            return new SigningRequest(api.readCertificateSigningRequest(name).execute());
        } catch (ApiException refusal) {
            throw ServerRefusal.of("reading the CertificateSigningRequest " + name, refusal);
        }
    }

    /** Approves or denies; see {@link #write}. */
    SigningRequest decide(
            Actor actor, SigningRequest request, V1CertificateSigningRequestCondition decision, Duration timeout) {
        String action = decision.getType().equals(SigningRequest.DENIED) ? "denying " : "approving ";
        return write(
                request,
                timeout,
                current -> api(actor)
                        .replaceCertificateSigningRequestApproval(current.name(), current.decided(decision))
                        .execute(),
                current -> action + described(current) + current.decision() + " as " + actor.name());
    }

    /** Sets the certificate; see {@link #write}. */
    SigningRequest sign(Actor actor, SigningRequest request, String certificatePem, Duration timeout) {
        return write(
                request,
                timeout,
                current -> api(actor)
                        .replaceCertificateSigningRequestStatus(current.name(), current.signed(certificatePem))
                        .execute(),
                current -> "signing " + described(current) + " as " + actor.name());
    }

    private static String described(SigningRequest request) {
        return "the CertificateSigningRequest " + request.name();
    }

    /**
     * Writes a subresource. If the object has changed since, reads it and writes again, as kubectl does, until the
     * deadline. Always writes, even if nothing changes, so that the server checks the actor's permission.
     */
    private SigningRequest write(
            SigningRequest request, Duration timeout, Write subresource, Function<SigningRequest, String> action) {
        Deadline deadline = Deadline.in(timeout);
        SigningRequest current = request;
        while (true) {
            try {
                return new SigningRequest(subresource.of(current));
            } catch (ApiException refusal) {
                if (refusal.getCode() != CONFLICT || deadline.hasPassed()) {
                    throw ServerRefusal.of(action.apply(current), refusal);
                }
            }
            current = read(request.name());
        }
    }

    private interface Write {
        V1CertificateSigningRequest of(SigningRequest current) throws ApiException;
    }

    private static CertificatesV1Api api(Actor actor) {
        return new CertificatesV1Api(actor.apiClient());
    }

    /** Watches until the request is issued, denied or failed, or until the deadline; returns what it last saw. */
    SigningRequest await(SigningRequest request, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        SigningRequest current = request;
        while (!current.isFinal() && System.nanoTime() < end) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            SigningRequest seen = watch(current, left);
            current = seen != null ? seen : readAgain(request.name(), left);
        }
        return current;
    }

    /** Pauses if the request is not final: watches that keep breaking at once would flood the server. */
    private SigningRequest readAgain(String name, Duration left) {
        SigningRequest current = read(name);
        if (!current.isFinal()) {
            pause(left.compareTo(PAUSE) < 0 ? left : PAUSE);
        }
        return current;
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new CredentialException("Interrupted while waiting for a certificate", interrupt);
        }
    }

    /** One watch; {@code null} if it ended, for whatever reason, before the request was final. */
    private @Nullable SigningRequest watch(SigningRequest request, Duration timeout) {
        ApiClient patient = new ApiClient(client.getHttpClient()
                        .newBuilder()
                        .readTimeout(timeout.plusMillis(1))
                        .build())
                .setBasePath(client.getBasePath());
        try (Watch<V1CertificateSigningRequest> events =
                Watch.createWatch(patient, watchCall(patient, request, timeout), EVENT)) {
            return firstFinal(events);
        } catch (ApiException refusal) {
            if (refusal.getCause() instanceof IOException) {
                return null;
            }
            throw ServerRefusal.of("watching the CertificateSigningRequest " + request.name(), refusal);
        } catch (IOException broken) {
            return null;
        } catch (RuntimeException failure) {
            if (failure.getCause() instanceof IOException) {
                return null;
            }
            throw failure;
        }
    }

    private static Call watchCall(ApiClient client, SigningRequest request, Duration timeout) throws ApiException {
        return new CertificatesV1Api(client)
                .listCertificateSigningRequest()
                .fieldSelector("metadata.name=" + request.name())
                .resourceVersion(request.object().getMetadata().getResourceVersion())
                .timeoutSeconds((int) timeout.toSeconds() + 1)
                .watch(true)
                .buildCall(null);
    }

    private static @Nullable SigningRequest firstFinal(Watch<V1CertificateSigningRequest> events) {
        for (Watch.Response<V1CertificateSigningRequest> event : events) {
            if (event.object != null && new SigningRequest(event.object).isFinal()) {
                return new SigningRequest(event.object);
            }
        }
        return null;
    }

    /** Asks the server for the row it prints for kubectl. */
    RequestState state(String name) {
        Request request = new Request.Builder()
                .url(client.getBasePath() + PATH + name)
                .header("Accept", TABLE)
                .build();
        try (Response response = client.getHttpClient().newCall(request).execute()) {
            String body = response.body().string();
            if (!response.isSuccessful()) {
                throw ServerRefusal.of(
                        "printing the CertificateSigningRequest " + name,
                        new ApiException(response.code(), response.headers().toMultimap(), body));
            }
            return RequestState.of(JsonParser.parseString(body).getAsJsonObject());
        } catch (IOException failure) {
            throw new CredentialException("printing the CertificateSigningRequest " + name + " failed", failure);
        }
    }

    /** Removes a request. It may already be gone. */
    void delete(String name) {
        try {
            api.deleteCertificateSigningRequest(name).execute();
        } catch (ApiException refusal) {
            if (refusal.getCode() != NOT_FOUND) {
                throw ServerRefusal.of("deleting the CertificateSigningRequest " + name, refusal);
            }
        }
    }
}
