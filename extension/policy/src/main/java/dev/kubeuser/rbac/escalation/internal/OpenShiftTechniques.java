// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Technique;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Techniques with resources that only OpenShift has. */
final class OpenShiftTechniques {

    /** Those of a new cluster that allow volumes of the node's directories. */
    private static final List<String> CONSTRAINTS_WITH_HOST = List.of("privileged", "hostmount-anyuid", "hostaccess");

    /** A pod may use those that its creator or its ServiceAccount may. */
    private static final Uses RUNNING_HOST_PODS = CONSTRAINTS_WITH_HOST.stream()
            .map(name -> Uses.named(Privilege.USE_CONSTRAINTS, name))
            .reduce(Uses::or)
            .orElseThrow()
            .and(PodTechniques.RUNNING)
            .inSomeNamespace()
            .or(Uses.createOrChange(Privilege.WRITE_CONSTRAINTS).and(PodTechniques.RUNNING.inSomeNamespace()));

    static final TechniqueSearch RUNNING_ON_HOSTS = TechniqueSearch.inCluster(
            Technique.OPENSHIFT_CONSTRAINTS,
            "runs a pod with access to its node, on OpenShift, and reads the tokens of pods there, if there are any,"
                    + " that run as",
            RUNNING_HOST_PODS);

    static final TechniqueSearch RUNNING_IN_CONTROL_PLANE = TechniqueSearch.toControlPlane(
            Technique.OPENSHIFT_CONSTRAINTS,
            "runs a pod with access to its node, on OpenShift, and reads the credentials of",
            BindingScope.CLUSTER,
            RUNNING_HOST_PODS);

    /** OpenShift has no groups with a colon in their name. */
    static final TechniqueSearch JOINING_GROUPS = toIdentities(
            Technique.OPENSHIFT_GROUP,
            "joins a group, on OpenShift,",
            Privilege.WRITE_GROUPS,
            actor -> actor.index().groups().stream()
                    .filter(group -> !group.contains(":"))
                    .map(group -> new Target(group, UserInfo.user(actor.user().name(), group))));

    /** A mapping has the name of the identity, not of the user. */
    static final TechniqueSearch MAPPING_IDENTITIES = toIdentities(
            Technique.OPENSHIFT_IDENTITY,
            "logs in, on OpenShift, as",
            Privilege.MAP_IDENTITIES,
            OpenShiftTechniques::users);

    static final TechniqueSearch RECEIVING_TOKENS = toIdentities(
            Technique.OPENSHIFT_OAUTH_CLIENT,
            "receives a token of those who follow its link, on OpenShift,",
            Privilege.WRITE_OAUTH_CLIENTS,
            OpenShiftTechniques::users);

    private OpenShiftTechniques() {}

    private static Stream<Target> users(HeldPermissions actor) {
        return actor.index().users().stream()
                .filter(user -> !user.contains(":"))
                .map(user -> new Target("", UserInfo.user(user)));
    }

    private static TechniqueSearch toIdentities(
            Technique technique, String how, Privilege writing, Function<HeldPermissions, Stream<Target>> targets) {
        return TechniqueSearch.of(
                technique,
                Set.of(writing),
                actor -> targets.apply(actor)
                        .flatMap(target -> target.uses(writing).by(actor, BindingScope.CLUSTER).stream()
                                .map(used ->
                                        actor.step(technique, how, used, new Capability.Identity(target.user())))));
    }

    /**
     * Whom a user becomes.
     *
     * @param object the name of the object to write; empty for one of any name
     */
    private record Target(String object, UserInfo user) {

        Uses uses(Privilege writing) {
            return object.isEmpty()
                    ? Uses.createOrChange(writing)
                    : Uses.named(writing, object, "update", "patch").or(Uses.create(writing, object));
        }
    }
}
