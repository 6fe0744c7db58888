// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.Policy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A cluster into which RBAC objects are put, and the policy that it then should have. */
public final class ClusterWithPolicy {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    /** A controller that was refused by a conflict tries again later and later, and no more than ten times a second. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Between two looks at the whole policy, which the API server and this JVM work for. */
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private static final Duration INTERVAL_OF_SENTINEL = Duration.ofMillis(20);

    private final KubeAccess admin;
    private final AccessReviews reviews;
    private final RbacPolicyBuilder expected = RbacPolicy.builder();

    public ClusterWithPolicy(KubeAccess admin) {
        this.admin = admin;
        this.reviews = new AccessReviews(admin);
        expected.addAll(ListedPolicy.objects(admin.apiClient()));
    }

    AccessReviews reviews() {
        return reviews;
    }

    RbacPolicy read() {
        return ClusterPolicy.read(admin.apiClient());
    }

    public void createNamespaces(Collection<String> names) {
        names.forEach(
                name -> post("/api/v1/namespaces", "{\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name + "\"}}"));
    }

    /**
     * Creates objects and waits until the cluster has aggregated them as expected and its authorizer knows all. The
     * policy is what was there before and these objects, its aggregated ClusterRoles computed.
     */
    public RbacPolicy add(List<JsonObject> objects) {
        RbacPolicy policy = expected.addAll(objects).build();
        Set<RoleReference> added =
                RbacPolicy.of(objects).roles().stream().map(RbacRole::id).collect(Collectors.toSet());
        objects.parallelStream().forEach(this::create);
        await("aggregated ClusterRoles")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .untilAsserted(() -> assertAggregated(policy, added));
        awaitSentinel();
        return policy;
    }

    private void create(JsonObject object) {
        JsonElement namespace = object.getAsJsonObject("metadata").get("namespace");
        String scope = namespace == null ? "" : "namespaces/" + namespace.getAsString() + "/";
        String plural = object.get("kind").getAsString().toLowerCase(Locale.ROOT) + "s";
        post(RBAC + scope + plural, object.toString());
    }

    private void post(String path, String json) {
        KubeResponse response = admin.request("POST", path, json);
        assertThat(response.code()).as("%s: %s", json, response.body()).isEqualTo(201);
    }

    /**
     * The rules in the cluster are those that the evaluator computes, whatever their order. Roles that no added one has
     * to do with come and go with the other tests of a shared cluster.
     */
    private void assertAggregated(RbacPolicy policy, Set<RoleReference> added) {
        RbacPolicy actual = read();
        assertThat(policy.roles().stream()
                        .filter(ClusterWithPolicy::isAggregated)
                        .filter(role -> added.contains(role.id()) || hasRuleOf(role, added)))
                .allSatisfy(role -> assertThat(actual.role(role.id()).map(ClusterWithPolicy::contents))
                        .as("%s", role.id())
                        .contains(contents(role)));
    }

    private static boolean isAggregated(RbacRole role) {
        return role.rules().stream().anyMatch(rule -> !rule.id().role().equals(role.id()));
    }

    private static boolean hasRuleOf(RbacRole role, Set<RoleReference> added) {
        return role.rules().stream().anyMatch(rule -> added.contains(rule.id().role()));
    }

    private static Set<List<List<String>>> contents(RbacRole role) {
        return role.rules().stream()
                .map(rule -> List.of(
                        rule.verbs(), rule.apiGroups(), rule.resources(), rule.resourceNames(), rule.nonResourceUrls()))
                .collect(Collectors.toSet());
    }

    /** The server hears of each kind in order: when the last object of each kind counts, all before it do. */
    private void awaitSentinel() {
        String name = "sentinel-" + System.nanoTime();
        RbacYaml.parse(SENTINEL.replace("NAME", name)).forEach(this::create);
        UserInfo user = UserInfo.exactly(name);
        List<Question> questions = List.of(
                new Question(user, new NonResourceAttributes("get", "/sentinel")),
                new Question(user, ResourceAttributes.of("get", "", "sentinels").in("default")));
        await("the sentinel")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL_OF_SENTINEL)
                .until(() -> questions.stream().allMatch(reviews::allows));
    }

    private static final String SENTINEL = new Policy()
            .role("default/NAME", "get sentinels")
            .to("user NAME")
            .clusterRole("NAME", "get /sentinel")
            .to("user NAME")
            .yaml();
}
