// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PublishedPolicies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A real API server decides about the policies of other projects' tests as kubeuser says. */
@ResourceLock(value = PublishedPolicies.IN_FORCE, mode = ResourceAccessMode.READ)
@RunsOn(value = EMBEDDED, because = "it applies many policies, and the API server is the same on each kind")
class CorporaAgainstApiServerTest {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final Pattern NAMESPACE = Pattern.compile("(?: in |\\bRole )([a-z0-9-]+)[:/]");

    /** What it does not forbid may still be about an object that there is not. */
    @SuppressWarnings("try") // javac: the policies are in force, and nothing is asked of them
    @Test
    void the_API_server_decides_as_kubeuser_says(@KubeAdmin KubeAccess admin) throws IOException {
        List<CorpusCase> asked = CorpusCase.all().stream()
                .filter(one -> !one.request().isEmpty())
                .toList();
        List<String> wrong = new ArrayList<>();
        try (AppliedManifests applied = AppliedManifests.apply(policies(asked), admin)) {
            for (CorpusCase one : asked) {
                KubeResponse answer = answer(one, admin);
                if (!(one.expected() ? Set.of(200, 201, 404) : Set.of(403)).contains(answer.code())) {
                    wrong.add(one + ": " + one.request() + " is answered " + answer);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Of all cases at once, with the namespaces and ServiceAccounts that their requests need. */
    private static Manifests policies(List<CorpusCase> cases) {
        Set<String> lines = new LinkedHashSet<>();
        Set<Subject> accounts = new LinkedHashSet<>();
        for (CorpusCase one : cases) {
            lines.addAll(one.policy());
            if (one.request().startsWith("impersonate ")) {
                accounts.add(Subject.parse(one.subject()));
            } else if (one.request().startsWith("token lab/")) {
                accounts.add(Subject.parse(one.request().substring("token ".length())));
            }
        }
        Policies policy = Policies.besideDefaults("corpora-");
        lines.forEach(policy::add);
        Policy namespaces = new Policy();
        Stream.concat(
                        accounts.stream().map(Subject::namespace),
                        lines.stream()
                                .flatMap(line -> NAMESPACE.matcher(line).results())
                                .map(match -> match.group(1)))
                .filter(name -> !name.equals("default"))
                .distinct()
                .forEach(namespaces::namespace);
        String yaml = accounts.stream()
                .map(account -> "{apiVersion: v1, kind: ServiceAccount, metadata: {namespace: %s, name: %s}}\n---\n"
                        .formatted(account.namespace(), account.name()))
                .collect(Collectors.joining("", namespaces.yaml(), policy.yaml()));
        return Manifests.parse("corpora.csv", yaml);
    }

    private static KubeResponse answer(CorpusCase one, KubeAccess admin) {
        Subject subject = Subject.parse(one.subject());
        String[] words = one.request().split(" ", 2);
        try (KubeAccess user = words[0].equals("impersonate")
                ? Walk.asAccount(admin, subject.namespace(), subject.name())
                : admin.impersonating(subject.userName())) {
            return switch (words[0]) {
                case "token" -> {
                    Subject account = Subject.parse(words[1]);
                    yield Walk.askForToken(user, account.namespace(), account.name());
                }
                case "bind" -> bind(words[1].split(" in ", 2), subject, user);
                case "update" -> user.request("PUT", path(words[1]) + "?dryRun=All", everything(words[1]));
                case "patch" -> Patch.merge(user, path(words[1]) + "?dryRun=All", everything(words[1]));
                case "impersonate" ->
                    user.send(new Request.Builder()
                            .url(user.url("/api/v1/nodes"))
                            .header("Impersonate-User", subject.userName())
                            .header("Impersonate-Group", words[1])
                            .build());
                case "PATCH" -> Patch.merge(user, words[1], "{}");
                default -> user.request(words[0], words[1], null);
            };
        }
    }

    /** The path of a role such as {@code Role dev/reader}. */
    private static String path(String role) {
        RoleReference id = RoleReference.parse(role);
        return RBAC + "namespaces/" + id.namespace() + "/roles/" + id.name();
    }

    private static String everything(String role) {
        return """
                {"metadata": {"name": "%s"},
                 "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}""".formatted(RoleReference.parse(role).name());
    }

    /** In the namespace of a Role, or in one that is named, or in the whole cluster. */
    private static KubeResponse bind(String[] bound, Subject subject, KubeAccess user) {
        RoleReference role = RoleReference.parse(bound[0]);
        String namespace = bound.length == 2 ? bound[1] : role.namespace();
        return user.request(
                "POST",
                RBAC
                        + (namespace.isEmpty() ? "clusterrolebindings" : "namespaces/" + namespace + "/rolebindings")
                        + "?dryRun=All",
                """
                {"metadata": {"name": "corpora-of-others"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "%s", "name": "%s"},
                 "subjects": [{"kind": "ServiceAccount", "namespace": "%s", "name": "%s"}]}""".formatted(role.kind(), role.name(), subject.namespace(), subject.name()));
    }
}
