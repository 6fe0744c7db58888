// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.base.KubernetesVersion;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * What the API server does since some version of Kubernetes, and what changes the meaning of a policy. Each feature is
 * on by default in its first version and in all later ones. Whether an administrator switched it off cannot be seen.
 *
 * @see <a href="https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/">Feature Gates</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ServerFeature {

    /**
     * A GET of {@code pods/exec}, {@code pods/attach} or {@code pods/portforward}, as clients by WebSocket send it,
     * also needs {@code create}; before, {@code get} was enough to run commands. Feature gate
     * {@code AuthorizePodWebsocketUpgradeCreatePermission}.
     */
    CREATE_FOR_STREAMS(35, "a GET of pods/exec, pods/attach or pods/portforward also needs create"),

    /**
     * Impersonation may be limited to single requests, with the verbs {@code impersonate:<mode>} and
     * {@code impersonate-on:<mode>:<verb>}; before, these verbs mean nothing. Feature gate
     * {@code ConstrainedImpersonation}.
     */
    CONSTRAINED_IMPERSONATION(
            36, "impersonate:<mode> and impersonate-on:<mode>:<verb> allow constrained impersonation"),

    /** MutatingAdmissionPolicies are served and change objects. Feature gate {@code MutatingAdmissionPolicy}. */
    MUTATING_ADMISSION_POLICIES(36, "MutatingAdmissionPolicies change objects"),

    /**
     * Writing the status of a ResourceClaim also needs {@code update} or {@code patch} of
     * {@code resourceclaims/binding} or a verb on {@code resourceclaims/driver}. Feature gate
     * {@code DRAResourceClaimGranularStatusAuthorization}.
     */
    RESOURCE_CLAIM_STATUS(
            36, "writing resourceclaims/status also needs resourceclaims/binding or resourceclaims/driver"),

    /**
     * An object that cannot be read from storage can be deleted, past its finalizers, with {@code delete} and
     * {@code unsafe-delete-ignore-read-errors}. Feature gate {@code AllowUnsafeMalformedObjectDeletion}.
     */
    UNSAFE_DELETE(37, "unsafe-delete-ignore-read-errors allows deleting objects that cannot be read"),

    /**
     * Nodes may request certificates of pods for signers that no volume of the pod names with
     * {@code request-serviceaccounts-podcertificate-signer}. Feature gate {@code PodCertificateRequest}.
     */
    POD_CERTIFICATES(
            37, "request-serviceaccounts-podcertificate-signer allows nodes to request other certificates of pods");

    private final int minor;
    private final String meaning;

    ServerFeature(int minor, String meaning) {
        this.minor = minor;
        this.meaning = meaning;
    }

    /** {@return the first version that has it, for example {@code 1.35}} */
    @API(status = API.Status.INTERNAL)
    public String since() {
        return "1." + minor;
    }

    /** {@return what it means for a policy, in a few words} */
    @API(status = API.Status.INTERNAL)
    public String meaning() {
        return meaning;
    }

    /**
     * {@return whether a version of Kubernetes has it by default}
     *
     * @param version for example {@code v1.35.4}, as a server reports it, or {@code 1.35}; anything else is taken for a
     *     version that has all
     */
    public boolean isIn(String version) {
        return KubernetesVersion.find(version)
                .map(found -> found.major() > 1 || found.minor() >= minor)
                .orElse(true);
    }

    /**
     * {@return what a version of Kubernetes has by default}
     *
     * @param version for example {@code v1.35.4} or {@code 1.35}
     */
    public static Set<ServerFeature> of(String version) {
        return Stream.of(values())
                .filter(feature -> feature.isIn(version))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ServerFeature.class)));
    }

    /** {@return all, as the newest version has them} */
    @API(status = API.Status.INTERNAL)
    public static Set<ServerFeature> all() {
        return EnumSet.allOf(ServerFeature.class);
    }
}
