package dev.kubeuser.gitops;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.ServiceAccountName;
import dev.kubeuser.rbac.Subject;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * A tenant of a GitOps controller: the ServiceAccount as which the controller applies the tenant's directory, by the
 * controller's own configuration. Immutable and thread-safe.
 *
 * <pre>{@code
 * Tenant teamA = Tenant.ofFlux(Manifests.load("clusters/prod/"), "team-a/apps");
 * try (KubeAccess access = teamA.impersonate(cluster)) {
 *     assertThat(access).canApply(Manifests.load("tenants/team-a/"));
 *     assertThat(access).cannotBecome(teamB.serviceAccount());
 * }
 * }</pre>
 *
 * @param serviceAccount the ServiceAccount that the controller impersonates
 * @param namespace where objects of the directory go that name no namespace; {@code default} if the configuration names
 *     none
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Tenant(Subject serviceAccount, String namespace) {

    /**
     * {@return the tenant of an Application of Argo CD. The AppProject that the Application names has
     * {@code destinationServiceAccounts}, of which the first counts whose server and namespace match the Application's
     * destination. Argo CD does so if {@code application.sync.impersonation.enabled} is set}
     *
     * @param manifests with the Application and its AppProject; they need not be in the cluster
     * @param application the Application, for example {@code team-a} or {@code argocd/team-a}
     * @throws ManifestException if there is no such Application or AppProject, if nothing in the AppProject matches, or
     *     if the ConfigMap {@code argocd-cm} is there and does not enable impersonation: then Argo CD would sync with
     *     its own rights
     * @see <a href="https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/">Application
     *     Sync using impersonation</a>
     */
    public static Tenant ofArgoCd(Manifests manifests, String application) {
        return ArgoApplication.find(manifests, application).tenant(manifests);
    }

    /**
     * {@return the tenant of a Kustomization or HelmRelease of Flux that names its ServiceAccount. It is in the
     * namespace of the Kustomization or HelmRelease}
     *
     * @param manifests with the Kustomization or HelmRelease; it need not be in the cluster
     * @param object for example {@code team-a/apps}, or {@code HelmRelease team-a/apps} if there are both
     * @throws ManifestException if there is no such object, or it names no ServiceAccount: then Flux would apply it with
     *     its own rights
     * @see <a href="https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control">Role-based
     *     access control</a>
     */
    public static Tenant ofFlux(Manifests manifests, String object) {
        return FluxObject.find(manifests, object).tenant("");
    }

    /**
     * {@return the same for controllers that run with {@code --default-service-account}}
     *
     * @param manifests with the Kustomization or HelmRelease
     * @param object for example {@code team-a/apps}
     * @param defaultServiceAccount the name of the ServiceAccount if the object names none
     * @throws ManifestException if there is no such object
     * @see <a href="https://fluxcd.io/flux/installation/configuration/multitenancy/">Multi-tenancy lockdown</a>
     */
    public static Tenant ofFlux(Manifests manifests, String object, String defaultServiceAccount) {
        return FluxObject.find(manifests, object).tenant(defaultServiceAccount);
    }

    /**
     * {@return access as the ServiceAccount, which the administrator impersonates as the controller does; its namespace
     * is that of the tenant. The caller closes it}
     *
     * @param cluster the cluster
     */
    public KubeAccess impersonate(Cluster cluster) {
        String user = new ServiceAccountName(serviceAccount.namespace(), serviceAccount.name()).userName();
        return KubeAccess.impersonate(cluster, user, Set.of()).inNamespace(namespace);
    }
}
