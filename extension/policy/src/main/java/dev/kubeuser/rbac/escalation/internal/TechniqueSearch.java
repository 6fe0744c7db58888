// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Technique;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A way to find the steps of one technique.
 *
 * @param technique the technique
 * @param needed privileges of which an actor must have one; none if it takes no permission
 * @param isJoint whether what other actors may do, or are bound to, is included
 * @param steps the next steps of one actor; may leave out those that give nothing new
 */
record TechniqueSearch(
        Technique technique, Set<Privilege> needed, boolean isJoint, Function<HeldPermissions, Stream<Step>> steps) {

    static TechniqueSearch of(
            Technique technique, Set<Privilege> needed, Function<HeldPermissions, Stream<Step>> steps) {
        return new TechniqueSearch(technique, needed, false, steps);
    }

    /** In each namespace with these permissions, to its ServiceAccounts; the text ends as in {@code that run as}. */
    static TechniqueSearch inNamespaces(Technique technique, String how, Uses uses) {
        return of(
                technique,
                uses.needed(),
                actor ->
                        actor.becomeByNamespace(uses.needed(), technique, how, namespace -> uses.by(actor, namespace)));
    }

    /** By these permissions in the whole cluster, to all ServiceAccounts. */
    static TechniqueSearch inCluster(Technique technique, String how, Uses uses) {
        return of(
                technique,
                uses.needed(),
                actor -> uses.by(actor, BindingScope.CLUSTER).stream()
                        .flatMap(used ->
                                actor.become(technique, how, used, actor.index().accounts())));
    }

    /** By these permissions in a namespace or the whole cluster, to the control plane. */
    static TechniqueSearch toControlPlane(Technique technique, String how, String place, Uses uses) {
        return of(
                technique,
                uses.needed(),
                actor -> uses.by(actor, place).map(used -> actor.becomeControlPlane(technique, how, used)).stream());
    }

    /** By these permissions in a namespace or the whole cluster, to another identity. */
    static TechniqueSearch toIdentity(
            Technique technique, String how, String place, Uses uses, Function<HeldPermissions, UserInfo> identity) {
        return of(
                technique,
                uses.needed(),
                actor -> uses
                        .by(actor, place)
                        .map(used -> actor.step(technique, how, used, new Capability.Identity(identity.apply(actor))))
                        .stream());
    }

    /** The same, including what other actors may do, or are bound to. */
    TechniqueSearch joint() {
        return new TechniqueSearch(technique, needed, true, steps);
    }

    TechniqueSearch map(UnaryOperator<Step> change) {
        return new TechniqueSearch(
                technique, needed, isJoint, actor -> from(actor).map(change));
    }

    Stream<Step> from(HeldPermissions actor) {
        return steps.apply(actor);
    }

    /** All of an API server but that for host pods, in the order in which they are tried. */
    static List<TechniqueSearch> all(Set<ServerFeature> features) {
        return Stream.of(
                        RoleTechniques.ESCALATING,
                        RoleTechniques.AGGREGATING,
                        RoleTechniques.MAKING_ROLES,
                        RoleTechniques.BINDING,
                        RoleTechniques.SHARING,
                        IdentityTechniques.IMPERSONATING,
                        CredentialTechniques.REQUESTING_TOKENS,
                        CredentialTechniques.MAKING_TOKENS,
                        CredentialTechniques.CERTIFYING_OTHERS,
                        CredentialTechniques.CERTIFYING_NODES,
                        CredentialTechniques.JOINING_AS_NODES,
                        PodTechniques.CREATING_WORKLOADS,
                        IdentityTechniques.IMPERSONATING_FOR_SOME,
                        PodTechniques.enteringPods(features),
                        PodTechniques.enteringControlPlane(features),
                        CredentialTechniques.READING_TOKENS,
                        PodTechniques.RUNNING_COMMANDS,
                        PodTechniques.RUNNING_COMMANDS_IN_CONTROL_PLANE,
                        PodTechniques.MOUNTING_HOSTS,
                        PodTechniques.MOUNTING_CONTROL_PLANE,
                        InterceptionTechniques.changingAdmission(features),
                        IdentityTechniques.ANONYMITY,
                        PodTechniques.REWRITING_REVISIONS,
                        IdentityTechniques.BEING_NODE,
                        CredentialTechniques.JOINING_NODES,
                        InterceptionTechniques.RECEIVING_WRITES,
                        InterceptionTechniques.SERVING_APIS,
                        InterceptionTechniques.CONVERTING_RESOURCES,
                        PodTechniques.reachingServers(features),
                        InterceptionTechniques.answeringWebhooks(features),
                        PodTechniques.READING_LOGS,
                        PodTechniques.READING_NODE_LOGS,
                        InterceptionTechniques.MAPPING_USERS,
                        InterceptionTechniques.MAPPING_USERS_BY_RESOURCE,
                        PodTechniques.MOUNTING_BY_STORAGE_CLASSES,
                        PodTechniques.READING_DEVICES,
                        OpenShiftTechniques.RUNNING_ON_HOSTS,
                        OpenShiftTechniques.RUNNING_IN_CONTROL_PLANE,
                        OpenShiftTechniques.JOINING_GROUPS,
                        OpenShiftTechniques.MAPPING_IDENTITIES,
                        OpenShiftTechniques.RECEIVING_TOKENS)
                .filter(search -> search.technique() != Technique.CONSTRAINED_IMPERSONATION
                        || features.contains(ServerFeature.CONSTRAINED_IMPERSONATION))
                .toList();
    }
}
