// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.Step;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What tests need that go the ways which are found.
 *
 * @param policy the manifests
 * @param role where most of the ways lead
 */
record Walk(String policy, String role) {

    /** The techniques of the way that is found by all techniques but some; empty if there is none. */
    List<Technique> way(KubeAccess user, Certainty least, Technique... ignored) {
        return way(user, new Goal.Role(RoleReference.parse(role)), least, ignored);
    }

    List<Technique> way(KubeAccess user, Goal goal, Certainty least, Technique... ignored) {
        return Escalation.of(Manifests.load(policy).rbacPolicy())
                .including(least)
                .ignoring(Set.of(ignored))
                .find(UserInfo.user(user.name(), user.groups().toArray(String[]::new)), goal)
                .map(path -> path.steps().stream().map(Step::technique).toList())
                .orElse(List.of());
    }

    static JsonObject json(KubeResponse answer) {
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    /** Access with a bearer token, whoever it is of. */
    static KubeAccess with(Cluster cluster, String token) {
        return KubeAccess.connect(
                cluster,
                new BearerToken(
                        ServiceAccountSpec.named("any", "any"),
                        token,
                        Instant.now().plusSeconds(600)));
    }

    /** The user name that the server knows somebody by. */
    static String whoIs(KubeAccess user) {
        return user.request(
                        "POST",
                        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                        "{\"kind\": \"SelfSubjectReview\", \"apiVersion\": \"authentication.k8s.io/v1\"}")
                .body();
    }

    static KubeResponse askForToken(KubeAccess user, String namespace, String account) {
        return user.request(
                "POST", "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token", "{\"spec\": {}}");
    }

    /** Access of a ServiceAccount, with a token that a user asks for. */
    static KubeAccess asAccount(KubeAccess user, String namespace, String account) {
        JsonObject status = json(askForToken(user, namespace, account)).getAsJsonObject("status");
        return with(user.cluster(), status.get("token").getAsString());
    }

    /** Binds a role such as {@code ClusterRole view} in a namespace. */
    static KubeResponse bind(KubeAccess user, String namespace, String role, String toUser) {
        String[] words = role.split(" ", 2);
        return user.request(
                "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace + "/rolebindings", """
                {"metadata": {"generateName": "walked-"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "%s", "name": "%s"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "%s"}]}""".formatted(
                                words[0], words[1], toUser));
    }
}
