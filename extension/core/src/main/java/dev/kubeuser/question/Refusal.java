// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Status;
import io.kubernetes.client.openapi.ApiException;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Which part of the API server refuses with 403. Only the message of the server's Status shows it; its wording was
 * tested on Kubernetes v1.37.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/controlling-access/">Controlling Access to the Kubernetes
 *     API</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum Refusal {

    /**
     * No authorizer, such as RBAC, allows the request, or a second one that it implies: {@code create} if a PUT or an
     * apply finds no object, {@code create} of {@code pods/exec} for a GET. Or a webhook authorizer denies it.
     */
    AUTHORIZATION("authorization: no authorizer, such as RBAC, allows the request"),

    /** The request impersonates a subject that its user may not {@code impersonate}. */
    IMPERSONATION("the check of impersonation: the user may not act as somebody else"),

    /**
     * A Role, ClusterRole or binding would give permissions that its writer does not have, and the writer may not
     * {@code escalate} or {@code bind} the role.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping">Privilege
     *     escalation prevention</a>
     */
    ESCALATION("the check of privilege escalation: the user would hand out rights that it does not have"),

    /**
     * The user may not {@code approve}, {@code sign} or {@code attest} for the signer of a CertificateSigningRequest or
     * ClusterTrustBundle.
     */
    SIGNER("the check of signers: the user may not approve, sign or attest for this one"),

    /**
     * The object names an owner, and the admission plugin OwnerReferencesPermissionEnforcement, which is on by default
     * in OpenShift, asks whether the user may {@code update} the finalizers of an owner whose deletion it blocks, and
     * may {@code delete} an object that gets other owners.
     */
    OWNER("the check of owners: the user may not update the finalizers of the owner, or not delete the object"),

    /** Admission: a policy, a webhook, a quota, the lifecycle of a namespace. The request was authorized. */
    ADMISSION("admission, after the request had been authorized"),

    /**
     * Something whose answer is not a Kubernetes Status in JSON or YAML, for example a proxy in between. A client that
     * asks for protocol buffers also gets its refusals in them.
     */
    UNKNOWN("something that answers unlike the API server in JSON or YAML");

    /** A name as Go quotes it: its content cannot pass for the text after it. */
    private static final String NAME = "\"(?:[^\"\\\\]|\\\\.)*\"";

    private static final String PREFIX = "^(?:\\S+ (?:" + NAME + " )?is )?forbidden: ";
    private static final Pattern IMPERSONATE = Pattern.compile(
            PREFIX + "(?:User " + NAME + " cannot impersonate[-: ]|impersonating the |when impersonating a )");
    private static final Pattern NO_AUTHORIZER = Pattern.compile(PREFIX + "(?:User " + NAME + " cannot .*)?$");
    private static final Pattern NEEDS_RIGHTS = Pattern.compile(
            PREFIX + "(?:user " + NAME + " \\(groups=|must have cluster-admin privileges to use the aggregationRule$)");
    private static final Pattern NEEDS_SIGNER =
            Pattern.compile(PREFIX + "user not permitted to (?:approve|sign|attest) ");

    private static final Pattern NEEDS_OWNER = Pattern.compile(PREFIX
            + "cannot set (?:blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on"
            + "|an ownerRef on a resource you can't delete): ");

    private static final Pattern BY_WEBHOOK = Pattern.compile("^admission webhook " + NAME + " denied the request");

    private final String words;

    Refusal(String words) {
        this.words = words;
    }

    /** What refused it, for a failure message. */
    @API(status = API.Status.INTERNAL)
    public String words() {
        return words;
    }

    /** Whether it comes after authorization, so that a request that meets it was authorized. */
    @API(status = API.Status.INTERNAL)
    public boolean isBehindAuthorization() {
        return this == ESCALATION || this == SIGNER || this == OWNER || this == ADMISSION;
    }

    /**
     * {@return who refused a request}
     *
     * @param response with code 403
     */
    public static Refusal of(KubeResponse response) {
        return ofBody(response.body());
    }

    /** The same for a request of the official client. */
    public static Refusal of(ApiException refusal) {
        return ofBody(String.valueOf(refusal.getResponseBody()));
    }

    private static Refusal ofBody(String body) {
        return Status.parse(body).map(Refusal::of).orElse(UNKNOWN);
    }

    /** A webhook that denies with 403 may give another reason than Forbidden, or none. */
    private static Refusal of(Status status) {
        if (status.reason().equals("Forbidden")) {
            return of(status.message());
        }
        return BY_WEBHOOK.matcher(status.message()).find() ? ADMISSION : UNKNOWN;
    }

    private static Refusal of(String message) {
        String line = message.lines().findFirst().orElse("");
        if (IMPERSONATE.matcher(line).find()) {
            return IMPERSONATION;
        }
        if (NO_AUTHORIZER.matcher(line).find()) {
            return AUTHORIZATION;
        }
        if (NEEDS_RIGHTS.matcher(line).find()) {
            return ESCALATION;
        }
        if (NEEDS_OWNER.matcher(line).find()) {
            return OWNER;
        }
        return NEEDS_SIGNER.matcher(line).find() ? SIGNER : ADMISSION;
    }
}
