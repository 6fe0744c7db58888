package dev.kubeuser.question;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ObservedRequest;
import dev.kubeuser.discovery.internal.ObjectKind;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.internal.ClusterKnowledge;
import okhttp3.Request;
import org.apiguardian.api.API;

/**
 * Sends real requests that change nothing: those that would write carry {@code dryRun=All}. The server authenticates,
 * authorizes, admits and validates them like any other, so the answer also shows what an access review does not know,
 * such as admission.
 *
 * <pre>{@code
 * assertThat(DryRun.of(alice).send(create("deployments.apps").in("dev"))).isAuthorized();
 * assertThat(DryRun.of(alice).send(delete("pods").named("web").in("dev"))).isForbiddenBy(Refusal.AUTHORIZATION);
 * }</pre>
 *
 * <p>Thread-safe: threads may send requests at once.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run">Dry-run</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DryRun {

    private final KubeAccess access;

    private DryRun(KubeAccess access) {
        this.access = access;
    }

    /**
     * {@return a {@code DryRun} that sends requests as a user}
     *
     * @param access of the user
     */
    public static DryRun of(KubeAccess access) {
        return new DryRun(access);
    }

    /**
     * Sends the request that a question is about. If the request needs an object, it carries the smallest one: a kind,
     * a name and, for a binding, a role that does not exist. The server may find that invalid and answer 422, which
     * comes after authorization. If the request needs a name and the question has none, the name is
     * {@code kubeuser-dry-run}.
     *
     * @param query a question with a request's verb, such as {@code create("configmaps").in("dev")}; a {@code watch}
     *     ends after a second
     * @return the answer, whatever its code
     * @throws AccessQueryException if no request has this verb, or if even a dry run would have an effect, as that of
     *     {@code create("pods/exec")}
     */
    public KubeResponse send(AccessQuery query) {
        return send(query, "");
    }

    /**
     * Sends the request that a question is about with your own object.
     *
     * @param query a question whose request sends an object: {@code create}, {@code update} or {@code patch}, which is
     *     a JSON merge patch
     * @param json the object or the patch; empty for the smallest one
     * @return the answer, whatever its code
     * @throws AccessQueryException as in {@link #send(AccessQuery)}
     */
    public KubeResponse send(AccessQuery query, String json) {
        ClusterKnowledge cluster = new ClusterKnowledge(access.context());
        cluster.require(query);
        if (!query.path().isEmpty()) {
            return answer(RequestForm.ofUrl(query, access.url(query.path())));
        }
        ResourceName name = ResourceName.parse(query.resource());
        ServedResource resource = cluster.discovery()
                .find(name)
                .orElseThrow(() -> new AccessQueryException("The API server has no path for " + name
                        + ": authorizers are asked for it while another request is handled"));
        RequestForm form = new RequestForm(access.baseUrl(), query, resource);
        return answer(form.sending(form.body(json)));
    }

    /**
     * Sends the write of an object.
     *
     * @param write for example {@code create(Manifests.load("pod.yaml")).in("prod")}
     * @return the answer, whatever its code
     * @throws AccessQueryException if the server does not know the kind or the namespace
     */
    public KubeResponse send(Write write) {
        ServedResource resource = resource(write.object());
        AccessQuery query = write.query(resource, access.namespace());
        new ClusterKnowledge(access.context()).requireAnswerable(query);
        return answer(new RequestForm(access.baseUrl(), query, resource).sending(write.body(query)));
    }

    private KubeResponse answer(Request request) {
        KubeResponse answer = access.send(request);
        ObservedRequest.probed(answer);
        return answer;
    }

    private ServedResource resource(ManifestObject object) {
        return access.context()
                .discovery()
                .find(new ObjectKind(object.apiVersion(), object.kind()))
                .orElseThrow(() -> new AccessQueryException(object.origin() + ": the API server knows no "
                        + object.kind()
                        + " in " + object.apiVersion() + ". Is it spelled right, and is its CustomResourceDefinition in"
                        + " the cluster?"));
    }
}
