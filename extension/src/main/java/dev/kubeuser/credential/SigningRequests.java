package dev.kubeuser.credential;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import dev.kubeuser.credential.internal.ServerRefusal;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestCondition;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestStatus;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The certificatesigningrequests of one cluster, with the administrator's hands. */
final class SigningRequests {

    private static final String PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests/";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final Type EVENT = new TypeToken<Watch.Response<V1CertificateSigningRequest>>() {}.getType();
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final ApiClient client;
    private final CertificatesV1Api api;

    SigningRequests(ApiClient client) {
        this.client = client;
        this.api = new CertificatesV1Api(client);
    }

    V1CertificateSigningRequest create(V1CertificateSigningRequest request) {
        try {
            return api.createCertificateSigningRequest(request).execute();
        } catch (ApiException refusal) {
            throw ServerRefusal.of("creating a CertificateSigningRequest", refusal);
        }
    }

    V1CertificateSigningRequest read(String name) {
        try {
            return api.readCertificateSigningRequest(name).execute();
        } catch (ApiException refusal) {
            throw ServerRefusal.of("reading the CertificateSigningRequest " + name, refusal);
        }
    }

    /** Adds a condition; if somebody else wrote the object meanwhile, to what they made of it. */
    V1CertificateSigningRequest decide(
            V1CertificateSigningRequest request, V1CertificateSigningRequestCondition decision) {
        String name = request.getMetadata().getName();
        try {
            return replaceApproval(request, decision);
        } catch (ApiException refusal) {
            if (refusal.getCode() != CONFLICT) {
                throw ServerRefusal.of(describe(decision, name), refusal);
            }
        }
        try {
            return replaceApproval(read(name), decision);
        } catch (ApiException refusal) {
            throw ServerRefusal.of(describe(decision, name), refusal);
        }
    }

    private V1CertificateSigningRequest replaceApproval(
            V1CertificateSigningRequest request, V1CertificateSigningRequestCondition decision) throws ApiException {
        List<V1CertificateSigningRequestCondition> conditions = new ArrayList<>(Conditions.of(request));
        conditions.add(decision);
        request.setStatus(statusOf(request).conditions(conditions));
        return api.replaceCertificateSigningRequestApproval(
                        request.getMetadata().getName(), request)
                .execute();
    }

    private static V1CertificateSigningRequestStatus statusOf(V1CertificateSigningRequest request) {
        return request.getStatus() == null ? new V1CertificateSigningRequestStatus() : request.getStatus();
    }

    private static String describe(V1CertificateSigningRequestCondition decision, String name) {
        return "adding the condition " + decision.getType() + " to the CertificateSigningRequest " + name;
    }

    /** Watches until the request is issued, denied or failed, or the time is over; returns its last known form. */
    V1CertificateSigningRequest await(V1CertificateSigningRequest request, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        V1CertificateSigningRequest current = request;
        while (!Conditions.isFinal(current) && System.nanoTime() < end) {
            V1CertificateSigningRequest seen = watch(current, Duration.ofNanos(end - System.nanoTime()));
            current = seen != null ? seen : read(request.getMetadata().getName());
        }
        return current;
    }

    /** One watch; {@code null} if it ended, for whatever reason, before the request was final. */
    private @Nullable V1CertificateSigningRequest watch(V1CertificateSigningRequest request, Duration patience) {
        ApiClient patient = new ApiClient(client.getHttpClient()
                        .newBuilder()
                        .readTimeout(patience.plusMillis(1))
                        .build())
                .setBasePath(client.getBasePath());
        try (Watch<V1CertificateSigningRequest> events =
                Watch.createWatch(patient, watchCall(patient, request, patience), EVENT)) {
            return firstFinal(events);
        } catch (ApiException refusal) {
            throw ServerRefusal.of(
                    "watching the CertificateSigningRequest "
                            + request.getMetadata().getName(),
                    refusal);
        } catch (IOException broken) {
            return null;
        } catch (RuntimeException failure) {
            if (failure.getCause() instanceof IOException) {
                return null;
            }
            throw failure;
        }
    }

    private static Call watchCall(ApiClient client, V1CertificateSigningRequest request, Duration patience)
            throws ApiException {
        return new CertificatesV1Api(client)
                .listCertificateSigningRequest()
                .fieldSelector("metadata.name=" + request.getMetadata().getName())
                .resourceVersion(request.getMetadata().getResourceVersion())
                .timeoutSeconds((int) patience.toSeconds() + 1)
                .watch(true)
                .buildCall(null);
    }

    private static @Nullable V1CertificateSigningRequest firstFinal(Watch<V1CertificateSigningRequest> events) {
        for (Watch.Response<V1CertificateSigningRequest> event : events) {
            if (event.object != null && Conditions.isFinal(event.object)) {
                return event.object;
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
            return row(JsonParser.parseString(body).getAsJsonObject());
        } catch (IOException failure) {
            throw new CredentialException("printing the CertificateSigningRequest " + name + " failed", failure);
        }
    }

    private static RequestState row(JsonObject table) {
        JsonArray columns = table.getAsJsonArray("columnDefinitions");
        JsonArray cells = table.getAsJsonArray("rows").get(0).getAsJsonObject().getAsJsonArray("cells");
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            row.put(name(columns.get(i)), cells.get(i).getAsString());
        }
        return new RequestState(
                row.getOrDefault("Name", ""),
                row.getOrDefault("Age", ""),
                row.getOrDefault("SignerName", ""),
                row.getOrDefault("Requestor", ""),
                row.getOrDefault("RequestedDuration", ""),
                row.getOrDefault("Condition", ""));
    }

    private static String name(JsonElement column) {
        return column.getAsJsonObject().get("name").getAsString();
    }

    /** Removes a request; one that is gone already is fine. */
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
