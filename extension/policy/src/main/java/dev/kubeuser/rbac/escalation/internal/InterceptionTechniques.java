// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Technique;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Techniques that come between others and the API server, or direct what acts for others. What they receive may contain
 * the credential of any ServiceAccount.
 */
final class InterceptionTechniques {

    private static final String AWS_AUTH = "aws-auth";

    private static final Uses CHANGING_BY_WEBHOOK = Uses.createOrChange(Privilege.MUTATING_WEBHOOKS);

    /** Assumes that an existing policy is bound; a new one also takes a binding. */
    private static final Uses CHANGING_BY_POLICY = Uses.change(Privilege.MUTATING_POLICIES)
            .or(Uses.create(Privilege.MUTATING_POLICIES).and(Uses.createOrChange(Privilege.MUTATING_POLICY_BINDINGS)));

    private static final Uses DIVERTING =
            Uses.some(Privilege.CHANGE_SERVICES).or(Uses.createOrChange(Privilege.WRITE_ENDPOINT_SLICES));

    /** Receives all that others write, including Secrets with tokens. */
    static final TechniqueSearch RECEIVING_WRITES = TechniqueSearch.inCluster(
            Technique.VALIDATING_WEBHOOK,
            "is sent what others write, and reads tokens in Secrets, if there are any, of",
            Uses.createOrChange(Privilege.VALIDATING_WEBHOOKS));

    static final TechniqueSearch SERVING_APIS = TechniqueSearch.inCluster(
            Technique.API_SERVICE,
            "answers in the API server's place, and so directs, if it asks there, what runs as",
            Uses.createOrChange(Privilege.WRITE_API_SERVICES));

    static final TechniqueSearch CONVERTING_RESOURCES = TechniqueSearch.inCluster(
            Technique.CONVERSION_WEBHOOK,
            "changes custom resources, and so directs an operator, if there is one, that runs as",
            Uses.createOrChange(Privilege.WRITE_DEFINITIONS));

    /** Changes the ConfigMap with which EKS maps AWS users to users and groups. */
    static final TechniqueSearch MAPPING_USERS = TechniqueSearch.toIdentity(
            Technique.AWS_AUTH,
            "maps its user of AWS to system:masters, if the cluster is of EKS",
            "kube-system",
            Uses.named(Privilege.WRITE_CONFIG_MAPS, AWS_AUTH, "update", "patch")
                    .or(Uses.create(Privilege.WRITE_CONFIG_MAPS, AWS_AUTH)),
            permissions -> UserInfo.user(permissions.user().name(), "system:masters"));

    static final TechniqueSearch MAPPING_USERS_BY_RESOURCE = TechniqueSearch.toIdentity(
            Technique.AWS_AUTH,
            "maps its user of AWS to system:masters, if the cluster has aws-iam-authenticator",
            BindingScope.CLUSTER,
            Uses.createOrChange(Privilege.MAP_IDENTITIES_OF_AWS),
            permissions -> UserInfo.user(permissions.user().name(), "system:masters"));

    private InterceptionTechniques() {}

    /** Makes admission inject the user's containers into pods that others create. */
    static TechniqueSearch changingAdmission(Set<ServerFeature> features) {
        return TechniqueSearch.inCluster(
                Technique.MUTATING_ADMISSION,
                "changes pods as others create them, if they do, that run as",
                features.contains(ServerFeature.MUTATING_ADMISSION_POLICIES)
                        ? CHANGING_BY_WEBHOOK.or(CHANGING_BY_POLICY)
                        : CHANGING_BY_WEBHOOK);
    }

    /**
     * Diverts a Service that the API server asks, and answers with its certificate: from a Secret, or in a pod that
     * mounts that Secret.
     */
    static TechniqueSearch answeringWebhooks(Set<ServerFeature> features) {
        Uses answering = DIVERTING.and(
                CredentialTechniques.READING.or(PodTechniques.RUNNING).or(PodTechniques.entering(features)));
        return TechniqueSearch.of(
                Technique.WEBHOOK_SERVICE,
                answering.needed(),
                permissions -> answeringWebhooks(permissions, answering));
    }

    private static Stream<Step> answeringWebhooks(HeldPermissions permissions, Uses answering) {
        return permissions.namespaces(answering.needed()).stream()
                .flatMap(namespace -> answering.by(permissions, namespace).stream()
                        .flatMap(uses -> permissions.become(
                                Technique.WEBHOOK_SERVICE,
                                "answers for a webhook, if its server is in " + namespace
                                        + ", and so changes the pods of others that run as",
                                uses,
                                permissions.index().accounts())));
    }
}
