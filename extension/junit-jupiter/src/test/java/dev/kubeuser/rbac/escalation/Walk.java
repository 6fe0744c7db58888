// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * What tests need that go the ways which are found.
 *
 * @param policy the manifests, from the class path
 */
record Walk(String policy) {

    private RbacPolicy rbac() {
        return Manifests.load("classpath:" + policy).rbacPolicy();
    }

    /** The techniques of the way that is found by all techniques but some; empty if there is none. */
    List<Technique> way(KubeAccess user, String role, Certainty least, Technique... ignored) {
        return Escalation.in(rbac())
                .including(least)
                .ignoring(Set.of(ignored))
                .find(
                        UserInfo.user(user.name(), user.groups().toArray(String[]::new)),
                        new Goal.Role(RoleReference.parse(role)))
                .map(path -> path.steps().stream().map(Step::technique).toList())
                .orElse(List.of());
    }

    static KubeResponse patch(KubeAccess user, String type, String path, String body) {
        return user.send(new Request.Builder()
                .url(user.url(path))
                .patch(RequestBody.create(body, MediaType.get(type)))
                .build());
    }

    static KubeResponse merge(KubeAccess user, String path, String body) {
        return patch(user, "application/merge-patch+json", path, body);
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
}
