package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import org.apiguardian.api.API;

/**
 * An IAM role or user that AWS lets into a cluster of EKS, and whom the API server takes it for. It is read from what AWS
 * and kubectl print:
 *
 * <ul>
 *   <li>access entries, as {@code aws eks describe-access-entry} prints them in JSON: one, several one after another, or a
 *       JSON array of them
 *   <li>the ConfigMap {@code aws-auth} of {@code kube-system}, in YAML or JSON: its {@code mapRoles} and {@code mapUsers}
 * </ul>
 *
 * <p>Placeholders of AWS, such as <code>{{SessionName}}</code>, stay in the user name as they are. AWS's own access
 * policies, such as {@code AmazonEKSClusterAdminPolicy}, are permissions that no Kubernetes object records: they are
 * neither in these files nor known here. Immutable and thread-safe.
 *
 * @param arn the ARN of the role or user
 * @param userInfo the user name and groups that it gets, with {@code system:authenticated}
 * @param origin where it is written
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/grant-k8s-access.html">Grant IAM users and roles access
 *     to Kubernetes APIs</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record EksIdentity(String arn, UserInfo userInfo, Origin origin) {

    /**
     * {@return the identities in files, in their order}
     *
     * @param sources files, directories, globs and resources, as {@link Manifests} takes them, of nothing else
     * @throws ManifestException if a source matches nothing, or a file cannot be read, is malformed, or holds no identity;
     *     the message names the file and what it needs
     */
    public static List<EksIdentity> load(String... sources) {
        return ManifestSources.read(List.of(sources)).stream()
                .flatMap(file -> EksIdentityReader.read(file).stream())
                .toList();
    }

    /** {@return the ARN and the place, for example {@code arn:aws:iam::111122223333:role/sre (aws-auth.yaml:8)}} */
    @Override
    public String toString() {
        return Printable.text(arn) + " (" + origin + ")";
    }
}
