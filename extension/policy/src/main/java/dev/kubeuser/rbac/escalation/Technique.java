// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.rbac.escalation.Certainty.CERTAIN;
import static dev.kubeuser.rbac.escalation.Certainty.DEPENDS;
import static dev.kubeuser.rbac.escalation.Certainty.LIKELY;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/** A technique of privilege escalation: it gives a user permissions that no binding grants. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Technique {
    /** Writes rules into a role that is bound to the user, with the verb {@code escalate}. */
    ESCALATE(goodPractice("escalate-verb"), CERTAIN, "T1098.006 5.1.8"),
    /**
     * Binds a role beyond the user's own permissions, with the verb {@code bind}; or binds the user's own permissions
     * to another subject as which the user can act.
     */
    BIND(goodPractice("bind-verb"), CERTAIN, "T1098.006 5.1.8"),
    /** Acts as another user, group or ServiceAccount, with the verb {@code impersonate}. */
    IMPERSONATE(goodPractice("impersonate-verb"), CERTAIN, "T1078 5.1.8"),
    /**
     * Acts as another identity for single requests, with the verbs {@code impersonate:<mode>} and
     * {@code impersonate-on:<mode>:<verb>} of Kubernetes 1.36.
     */
    CONSTRAINED_IMPERSONATION(
            page("reference/access-authn-authz/user-impersonation/#constrained-impersonation"), LIKELY),
    /** Requests a token of a ServiceAccount. */
    TOKEN_REQUEST(goodPractice("token-request"), CERTAIN, "T1528 5.1.13"),
    /**
     * Creates a Secret that the cluster fills with a token of a ServiceAccount, and reads it. With permissions on one
     * name, patches, deletes, or reads and updates that Secret; less certain, reads one that is not there yet.
     */
    TOKEN_SECRET(goodPractice("listing-secrets"), CERTAIN, "T1528 5.1.2"),
    /** Requests a client certificate for another user, and approves it. */
    CERTIFICATE(goodPractice("csrs-and-certificate-issuing"), CERTAIN, "5.1.11"),
    /** Requests a client certificate for a node, and approves it or has it approved through {@code nodeclient}. */
    NODE_CERTIFICATE(page("reference/access-authn-authz/kubelet-tls-bootstrapping/"), CERTAIN, "5.1.11"),
    /** Creates or changes a workload whose pods run as another ServiceAccount of the namespace. */
    WORKLOAD(goodPractice("workload-creation"), CERTAIN, "T1610 5.1.4"),
    /** Runs a command or a container in existing pods, as their ServiceAccount or as the control plane. */
    POD_ACCESS(goodPractice("workload-creation"), LIKELY, "T1609"),
    /** Reads Secrets that hold tokens of ServiceAccounts, if any exist. */
    READ_SECRETS(goodPractice("listing-secrets"), LIKELY, "T1528 T1552.007 5.1.2"),
    /** Runs commands in the pods of nodes, also in those of the control plane, through the kubelet API. */
    NODES_PROXY(goodPractice("access-to-proxy-subresource-of-nodes"), LIKELY, "T1609 5.1.10"),
    /**
     * Reads the tokens of other pods on a node, or the credentials of the control plane, through a volume that is the
     * node's file system.
     */
    HOST_VOLUME(goodPractice("persistent-volume-creation"), LIKELY, "T1611 5.1.9"),
    /**
     * Reads the tokens of other pods on a node, or the credentials of the control plane, from a pod that is privileged
     * or mounts the node's file system. To have it admitted, changes the namespace or creates one, or changes or
     * deletes ValidatingAdmissionPolicies or their bindings; less certain, does so to ValidatingWebhookConfigurations,
     * or enters such a pod that is there.
     */
    HOST_POD(goodPractice("workload-creation"), LIKELY, "T1611"),
    /** Changes what others create, with an admission webhook or policy. */
    MUTATING_ADMISSION(goodPractice("control-admission-webhooks"), LIKELY, "5.1.12"),
    /** Sends no credential and acts as the anonymous user, if the API server accepts it. */
    ANONYMITY(goodPractice("hardening"), LIKELY),
    /** Requests, as a node, tokens of ServiceAccounts whose pods run there, if any do. */
    NODE(page("reference/access-authn-authz/node/"), DEPENDS),
    /** Creates, changes or reads a token with which nodes join, if the API server accepts such tokens. */
    BOOTSTRAP_TOKEN(page("reference/access-authn-authz/bootstrap-tokens/"), DEPENDS),
    /** Receives what others write, such as Secrets, with a validating webhook. */
    VALIDATING_WEBHOOK(goodPractice("control-admission-webhooks"), DEPENDS, "5.1.12"),
    /** Answers others' requests to an API group, with an APIService. */
    API_SERVICE(page("tasks/extend-kubernetes/configure-aggregation-layer/"), DEPENDS),
    /** Reads and changes others' custom resources, with a conversion webhook. */
    CONVERSION_WEBHOOK(
            page("tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#webhook-conversion"),
            DEPENDS),
    /**
     * Diverts the Service of a webhook, conversion webhook or aggregated API, and answers with its certificate, if it
     * has one in the namespace.
     */
    WEBHOOK_SERVICE(page("reference/access-authn-authz/extensible-admission-controllers/#service-reference"), DEPENDS),
    /** Reaches servers in pods through the API server, bypassing network policies. */
    PROXY(page("tasks/access-application-cluster/access-cluster-services/"), DEPENDS),
    /** Reads logs of pods, by the API server or by kubelets, which may contain tokens. */
    LOGS(page("concepts/cluster-administration/logging/"), DEPENDS, "T1552.007"),
    /**
     * Maps its AWS user to {@code system:masters}, in the ConfigMap that EKS reads or an IAMIdentityMapping of
     * aws-iam-authenticator.
     */
    AWS_AUTH(page("https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html"), DEPENDS),
    /**
     * Mounts a directory of a node that a StorageClass names, if a provisioner makes volumes of directories of nodes.
     */
    STORAGE_CLASS(page("concepts/storage/storage-classes/"), DEPENDS, "T1611"),
    /**
     * Reads devices of other pods, by a ResourceClaim with admin access in a namespace that the user labels for it, if
     * a driver gives it.
     */
    DEVICE_ADMIN_ACCESS(page("concepts/scheduling-eviction/dynamic-resource-allocation/#admin-access"), DEPENDS),
    /** Runs pods with access to their node by a SecurityContextConstraints of OpenShift, which it may use or write. */
    OPENSHIFT_CONSTRAINTS(openShift("managing-pod-security-policies"), DEPENDS, "T1611"),
    /** Joins a group of OpenShift. */
    OPENSHIFT_GROUP(openShift("understanding-authentication"), DEPENDS),
    /** Maps its identity of an identity provider to another user of OpenShift. */
    OPENSHIFT_IDENTITY(openShift("understanding-identity-provider"), DEPENDS),
    /** Receives tokens of users of OpenShift who follow a link, with an OAuthClient of its own. */
    OPENSHIFT_OAUTH_CLIENT(openShift("configuring-oauth-clients"), DEPENDS, "T1528");

    private static final String SITE = "https://kubernetes.io/docs/";

    private final URI link;
    private final Certainty certainty;
    private final String controls;

    Technique(URI link, Certainty certainty) {
        this(link, certainty, "");
    }

    /** With what {@link #tags} is made of. */
    Technique(URI link, Certainty certainty, String controls) {
        this.link = link;
        this.certainty = certainty;
        this.controls = controls;
    }

    /** A section of the page of Kubernetes that warns of permissions. */
    static URI goodPractice(String anchor) {
        return page("concepts/security/rbac-good-practices/#" + anchor);
    }

    /** A page or a section of one; an address on another site stays unchanged. */
    static URI page(String address) {
        return URI.create(SITE).resolve(address);
    }

    private static URI openShift(String page) {
        return page("https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/"
                + "authentication_and_authorization/" + page);
    }

    /** {@return the page that documents what it uses, mostly on kubernetes.io} */
    @API(status = API.Status.INTERNAL)
    public URI link() {
        return link;
    }

    /**
     * {@return its techniques of MITRE ATT&amp;CK and its controls of the CIS Kubernetes Benchmark, as tags of code
     * hosts, for example {@code external/mitre-attack/T1098.006}; none if nobody has mapped it}
     */
    @API(status = API.Status.INTERNAL)
    public List<String> tags() {
        return tags(controls);
    }

    /** Tags of techniques such as T1609 and of controls such as 5.1.8, with blanks between. */
    static List<String> tags(String controls) {
        return Stream.of(controls.split(" "))
                .filter(id -> !id.isEmpty())
                .map(id -> (id.startsWith("T") ? "external/mitre-attack/" : "external/cis-kubernetes-1.12/") + id)
                .toList();
    }

    /** {@return how little it takes besides permissions; a single step may be less certain} */
    @API(status = API.Status.INTERNAL)
    public Certainty certainty() {
        return certainty;
    }
}
