// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.internal.ClusterContext.KnownNamespaces;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.rbac.escalation.internal.HostPods;
import io.kubernetes.client.openapi.ApiException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server for pods that reach their node. Asks as the administrator and as a dry run, so that all of
 * admission answers and nothing is stored. Asks about each namespace once. Not thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run">Dry-run</a>
 */
public final class HostPodDryRuns implements HostPods {

    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int UNPROCESSABLE = 422;

    private static final String VALIDATING = "ValidatingAdmissionPolicy";

    /** The end of the names of policies from files. Before Kubernetes 1.37, any policy may be called so. */
    private static final String OF_FILE = ".static.k8s.io";

    /** A pod has to wait for its namespace's ServiceAccount, which a controller creates. */
    private static final Duration FOR_ACCOUNT = Duration.ofSeconds(5);

    private static final JsonObject MOUNTING = pod("""
            {"containers": [{"name": "dry-run", "image": "dry-run"}],
             "volumes": [{"name": "node", "hostPath": {"path": "/"}}]}""");

    private static final JsonObject PRIVILEGED = pod("""
            {"containers": [{"name": "dry-run", "image": "dry-run", "securityContext": {"privileged": true}}]}""");

    /** Sees the processes of its node, and may enter them. */
    private static final JsonObject AMONG_PROCESSES = pod("""
            {"hostPID": true,
             "containers": [{"name": "dry-run", "image": "dry-run",
               "securityContext": {"capabilities": {"add": ["SYS_ADMIN", "SYS_PTRACE"]}}}]}""");

    private final ApiRequests admin;
    private final Map<String, Answer> answers = new HashMap<>();
    private @Nullable Set<String> namespaces;

    public HostPodDryRuns(ApiRequests admin) {
        this.admin = admin;
    }

    private static JsonObject pod(String spec) {
        Map<String, String> metadata = Map.of("generateName", "kubeuser-dry-run-");
        return Json.object(Map.of("metadata", metadata, "spec", JsonParser.parseString(spec)));
    }

    @Override
    public Set<String> namespaces() {
        Set<String> known = namespaces;
        if (known == null) {
            known = listNamespaces();
            namespaces = known;
        }
        return known;
    }

    private Set<String> listNamespaces() {
        try {
            return new TreeSet<>(KnownNamespaces.read(admin));
        } catch (ApiException refusal) {
            throw unanswered("The administrator could not list namespaces: ", refusal);
        }
    }

    @Override
    public Answer in(String namespace) {
        return namespace.isEmpty() ? Answer.NO_NAMESPACE : answers.computeIfAbsent(namespace, this::ask);
    }

    /** The pod that gets furthest decides. */
    private Answer ask(String namespace) {
        if (!hasAccount(namespace)) {
            if (admin.isMissing(admin.url("api/v1/namespaces", namespace))) {
                return Answer.NO_NAMESPACE;
            }
            Deadline.in(FOR_ACCOUNT).await(() -> hasAccount(namespace));
        }
        return Stream.of(MOUNTING, PRIVILEGED, AMONG_PROCESSES)
                .map(pod -> refusal(namespace, pod).map(this::outcome).orElse(Answer.ADMITTED))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Whether the ServiceAccount exists. Other answers, such as that the administrator may not look, also end the wait.
     */
    private boolean hasAccount(String namespace) {
        return !admin.isMissing(admin.url("api/v1/namespaces", namespace, "serviceaccounts", "default"));
    }

    private Optional<ApiException> refusal(String namespace, JsonObject pod) {
        HttpUrl url = admin.url("api/v1/namespaces", namespace, "pods");
        try {
            admin.post(url.newBuilder().addQueryParameter("dryRun", "All").build(), pod);
            return Optional.empty();
        } catch (ApiException refusal) {
            return Optional.of(refusal);
        }
    }

    private Answer outcome(ApiException refusal) {
        if (refusal.getCode() == NOT_FOUND) {
            return Answer.NO_NAMESPACE;
        }
        Status status = Status.parse(refusal.getResponseBody()).orElseGet(() -> new Status("", "", ""));
        Optional<Answer> known = AdmissionDenial.of(status).flatMap(this::outcome);
        if (known.isPresent()) {
            return known.get();
        }
        if (status.causes().stream().anyMatch(HostPodDryRuns::isForGood)) {
            return Answer.REFUSED;
        }
        if (isAboutAdministrator(refusal)) {
            throw unanswered("The administrator could not ask whether pods may get at their node: ", refusal);
        }
        return Answer.ADMITTED;
    }

    /** Empty for something else, such as a quota: another pod or a later one would be admitted. */
    private Optional<Answer> outcome(AdmissionDenial denial) {
        return switch (denial.kind()) {
            case "Webhook" -> Optional.of(Answer.REFUSED_BY_WEBHOOK);
            case VALIDATING, "MutatingAdmissionPolicy" ->
                Optional.of(isOfFile(denial) ? Answer.REFUSED : Answer.REFUSED_BY_POLICY);
            case "PodSecurity" -> Optional.of(Answer.REFUSED_BY_POD_SECURITY);
            default -> Optional.empty();
        };
    }

    /** The namespace is terminating, or the server runs no privileged containers. */
    private static boolean isForGood(Status.Cause cause) {
        return cause.reason().equals("NamespaceTerminating")
                || (cause.reason().equals("FieldValueForbidden")
                        && cause.field().endsWith("securityContext.privileged"));
    }

    /**
     * Whether the API server has the policy from a file, so that nobody can change it through the API.
     *
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/manifest-admission-control/">Manifest-Based
     *     Admission Control</a>
     */
    private boolean isOfFile(AdmissionDenial policy) {
        String resource =
                policy.kind().equals(VALIDATING) ? "validatingadmissionpolicies" : "mutatingadmissionpolicies";
        return policy.name().endsWith(OF_FILE)
                && admin.isMissing(admin.url("apis/admissionregistration.k8s.io/v1/" + resource, policy.name()));
    }

    private static boolean isAboutAdministrator(ApiException refusal) {
        boolean isForPod = refusal.getCode() == FORBIDDEN || refusal.getCode() == UNPROCESSABLE;
        return !isForPod || Refusal.of(refusal) == Refusal.AUTHORIZATION;
    }

    private static AccessReviewException unanswered(String what, ApiException refusal) {
        return new AccessReviewException(
                what + ApiRequests.describe(refusal) + ". Let it do so, or leave that way out by ignoring(Technique."
                        + Technique.HOST_POD + ")",
                refusal);
    }
}
