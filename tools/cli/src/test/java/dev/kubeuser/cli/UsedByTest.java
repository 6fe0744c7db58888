// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.binding;
import static dev.kubeuser.cli.Rbac.role;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.record.internal.LoggedRequests;
import dev.kubeuser.run.KubeSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The audit log of a real API server shows which rules are used, and without the others the same is allowed. */
class UsedByTest {

    private static final Path POLICY = Path.of("src/test/resources/used-by/policy.yaml");
    private static final Path GOLDEN = Path.of("src/test/resources/used-by/unused.txt");
    private static final String MAPS = "/api/v1/namespaces/shop/configmaps";
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings";

    @TempDir
    private Path directory;

    /** Sends requests and reviews of each kind. Returns the answers, and leaves a copy of the audit log. */
    private List<String> requests(Path policy, Path log) throws IOException, InterruptedException {
        List<String> codes = new ArrayList<>();
        Deque<JsonObject> reviews = new ArrayDeque<>();
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.report", "off")
                .start()) {
            session.apply(policy.toString());
            KubeAccess operator = session.serviceAccount("shop/operator");
            String map = "{\"metadata\": {\"name\": \"prices\"}}";
            send(codes, operator, "POST", MAPS, map);
            send(codes, operator, "GET", MAPS + "/prices", null);
            send(codes, operator, "GET", MAPS + "?watch=true&resourceVersion=none", null);
            send(codes, operator, "PUT", MAPS + "/prices?dryRun=All", map);
            send(codes, operator, "DELETE", MAPS, null);
            send(codes, operator, "DELETE", MAPS.replace("shop", "default") + "/prices", null);
            send(codes, operator, "GET", "/apis/apps/v1/namespaces/shop/deployments/web/scale", null);
            KubeAccess sre = session.user("ann", "sre");
            send(codes, sre, "GET", "/api/v1/nodes", null);
            send(codes, sre, "GET", "/debug/pprof/", null);
            send(codes, sre.impersonating("stand-in"), "GET", "/api/v1/namespaces/shop/secrets/none", null);
            send(codes, sre.impersonating("somebody"), "GET", "/api/v1/namespaces/shop/secrets/none", null);
            review(
                    codes,
                    reviews,
                    session.serviceAccount("shop/proxy"),
                    "nonResourceAttributes",
                    "{'path': '/metrics', 'verb': 'get'}");
            review(
                    codes,
                    reviews,
                    session.user("system:node:n1", "system:nodes"),
                    "resourceAttributes",
                    "{'resource': 'nodes', 'subresource': 'metrics', 'verb': 'get'}");
            send(codes, session.user("granter"), "POST", BINDINGS, """
                    {"metadata": {"name": "more"}, "subjects": [],
                     "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "operator"}}""");
            Path written = session.cluster().auditLog().orElseThrow();
            String events = "";
            while (!events.contains(BINDINGS) || !events.endsWith("\n")) {
                Thread.sleep(10);
                events = Files.readString(written);
            }
            Files.write(log, withBodies(events.lines(), reviews));
        }
        return codes;
    }

    private static void send(List<String> codes, KubeAccess user, String method, String path, @Nullable String json) {
        codes.add("" + user.request(method, path, json).code());
    }

    /** Asks about the scraper, as a proxy does before it hands out metrics. */
    private static void review(
            List<String> answers, Deque<JsonObject> reviews, KubeAccess sender, String kind, String attributes) {
        JsonObject review = JsonParser.parseString(
                        """
                {'apiVersion': 'authorization.k8s.io/v1', 'kind': 'SubjectAccessReview', 'spec': {
                 'user': 'system:serviceaccount:shop:scraper', 'groups': ['system:serviceaccounts'], '%s': %s}}""".formatted(kind, attributes).replace('\'', '"'))
                .getAsJsonObject();
        JsonObject answer = JsonParser.parseString(
                        sender.request("POST", REVIEWS, review.toString()).body())
                .getAsJsonObject();
        reviews.add(Json.object(Map.of("requestObject", review, "responseObject", answer)));
        answers.add(Json.object(answer, "status").get("allowed").toString());
    }

    /** The log of a cluster has what was asked and answered; that of the control plane leaves it out of our own. */
    private static List<String> withBodies(Stream<String> events, Deque<JsonObject> reviews) {
        return events.map(event -> event.contains(REVIEWS)
                        ? event.replace("\"level\":\"Metadata\"", "\"level\":\"RequestResponse\"")
                                .replaceFirst(
                                        "}$",
                                        Matcher.quoteReplacement(","
                                                + reviews.remove().toString().substring(1)))
                        : event)
                .toList();
    }

    /** As the API server does it with {@code --audit-log-compress}. */
    private Path rotated(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        Path logs = Files.createDirectory(directory.resolve("logs"));
        try (OutputStream old =
                new GZIPOutputStream(Files.newOutputStream(logs.resolve("audit-2026-01-01T00-00-00.000.log.gz")))) {
            old.write(String.join("\n", lines.subList(0, lines.size() / 2)).getBytes(StandardCharsets.UTF_8));
        }
        Files.write(logs.resolve("audit.log"), lines.subList(lines.size() / 2, lines.size()));
        return logs;
    }

    /** A copy of the policy after the patch, whose paths begin at the root of the checkout. */
    private Path patched(Path patch) throws IOException, InterruptedException {
        Path copy = directory.resolve("checkout/tools/cli").resolve(POLICY);
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.copy(POLICY, copy);
        ProcessBuilder git = new ProcessBuilder("git", "apply", patch.toString())
                .directory(directory.resolve("checkout").toFile())
                .inheritIO();
        git.environment().put("GIT_CEILING_DIRECTORIES", directory.toString());
        assertThat(git.start().waitFor()).isZero();
        return copy;
    }

    @Test
    void without_the_rules_that_nobody_needed_the_same_requests_and_reviews_are_allowed() throws Exception {
        RunProcess.require("git");
        List<String> codes = requests(POLICY, directory.resolve("audit.log"));
        Path logs = rotated(directory.resolve("audit.log"));
        Path patch = directory.resolve("unused.diff");

        Run unused = Run.of("lint --used-by %s --patch %s %s", logs, patch, POLICY);
        assertThat(unused.ended(1)
                        .out()
                        .replace(POLICY.toString(), "deploy/rbac.yaml")
                        .replaceAll("from \\S+ to \\S+;", "from 2026-11-01T00:00:02Z to 2026-11-30T23:59:58Z;"))
                .isEqualTo(Files.readString(GOLDEN));
        Path narrowed = patched(patch);
        assertThat(requests(narrowed, directory.resolve("later.log"))).isEqualTo(codes);
        Run.of("lint --used-by %s --patch %s %s", logs, patch, narrowed);
        assertThat(patch).as("what is left").isEmptyFile();
    }

    private static final String EVENT = """
            {"level": "Metadata", "auditID": "1", "stage": "ResponseComplete", "verb": "get",\
             "requestURI": "/api/v1/namespaces/dev/pods/web", "user": {"username": "ann", "groups": ["system:authenticated"]},\
             "requestReceivedTimestamp": "2026-01-01T00:00:00.000000Z", "responseStatus": {"code": 200},\
             "annotations": {"authorization.k8s.io/decision": "allow"}}""";

    private static Arguments log(String what, String log, String said) {
        return Arguments.of(what, log.replace("EVENT", EVENT), said);
    }

    private static Stream<Arguments> logs() {
        String notAnEvent = "audit.log:1: not an event of audit.k8s.io/v1";
        String list = "{\"kind\": \"EventList\", \"metadata\": {}, \"items\": [\n";
        return Stream.of(
                log("a line without an end", "EVENT", "1 event from"),
                log("a time and a stream", "2026-01-01T00:00:00.000Z kube-apiserver-audit-1 EVENT", "1 event from"),
                log("lists in many lines", list + "EVENT,\nEVENT]}\n" + list + "]}", "2 events from"),
                log("a list whose end is missing", list + "EVENT", "1 line or event cannot be read"),
                log("another thing in a list", list + "{}, EVENT]}", "$.items[0]: not an event"),
                log("a last line that is cut", "EVENT\n{\"level\": \"Meta", "audit.log:2: not an event"),
                log("a line that is too long", "x".repeat(17 << 20) + "\nEVENT", "audit.log:1: longer than 16 MiB"),
                log("depth", "[".repeat(1 << 20) + "\nEVENT", notAnEvent),
                log("bytes of no text", "\0\u001b[31m\uFFFF\nEVENT", notAnEvent),
                log("no time", "EVENT\n" + EVENT.replace("2026-01", "soon"), "audit.log:2: not an event"),
                log("no group", EVENT.replace("\"system:authenticated\"", "null") + "\nEVENT", notAnEvent),
                log("no code", EVENT.replace("200", "\"ok\"") + "\nEVENT", notAnEvent),
                log("no path", EVENT.replace("/api", "api") + "\nEVENT", "2 events from"),
                log(
                        "hours without events",
                        "EVENT\n" + EVENT.replace("T00:", "T05:"),
                        "1 gap of hours without any event, the longest from 2026-01-01T01:00:00Z to 2026-01-01T05:00:00Z"),
                log(
                        "names and selectors",
                        "EVENT\n" + EVENT.replace("pods/web", "jobs?labelSelector=a") + "\n"
                                + EVENT.replace("dev/pods/web", "prod/jobs?fieldSelector=b%3Dc"),
                        "1 kind of request decided otherwise"),
                log(
                        "no decision",
                        EVENT.replace("\"annotations\"", "\"other\""),
                        "1 successful request has no decision"),
                log("a stage without a decision", "EVENT\n" + EVENT.replace("Complete", "Received"), "unknown 1"),
                log(
                        "a name that a terminal obeys",
                        "EVENT\n" + EVENT.replace("pods", "\\u001b[31m"),
                        "User ann was allowed to get \\x1b[31m"));
    }

    /** Whoever writes the log, or cuts it, cannot hide the events beside. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("logs")
    void what_cannot_be_read_is_said(String what, String log, String said) throws IOException {
        String policy = role("ClusterRole pods", "{apiGroups: [\"\"], resources: [pods], verbs: [get]}")
                + binding("ClusterRoleBinding pods", "ClusterRole pods", "User ann");
        Path file = Files.writeString(directory.resolve("audit.log"), log);
        Path files = Files.writeString(directory.resolve("policy.yaml"), policy);
        Run run = Run.of("lint --used-by %s %s", file, files);
        assertThat(run.out()).contains("each rule was needed", said).doesNotContain("\u001b");
        assertThat(run.ended(0).err()).isEmpty();
    }

    @Test
    void packed_data_is_read_up_to_where_it_is_broken() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write((EVENT + "\n").repeat(3).getBytes(StandardCharsets.UTF_8));
        }
        Path log =
                Files.write(directory.resolve("audit.log.gz"), Arrays.copyOf(packed.toByteArray(), packed.size() - 9));
        JsonObject found = Run.of("lint --format json --used-by %s %s", log, POLICY)
                .ended(1)
                .json();
        assertThat(found.get("log").getAsString()).startsWith("1 file with 3 events from ");
        assertThat(found.get("limits").toString()).contains("audit.log.gz:3: what follows is not whole gzip data");
        assertThat(found.getAsJsonArray("unused")).hasSize(5);
    }

    /** Memory grows with the policy, and not with the log. */
    @Test
    void requests_that_the_policy_allows_alike_are_kept_once() throws IOException {
        String policy = role("ClusterRole pods", "{apiGroups: [\"\"], resources: [pods], verbs: [get]}")
                + binding("ClusterRoleBinding pods", "ClusterRole pods", "Group pods")
                + binding("RoleBinding prod/pods", "ClusterRole pods", "User joe");
        String member = EVENT.replace("system:authenticated", "pods");
        Path log = Files.write(
                directory.resolve("audit.log"),
                List.of(
                        member,
                        member.replace("web", "db"),
                        member.replace("dev", "test"),
                        member.replace("dev", "prod"),
                        member.replace("ann", "bob")));
        assertThat(LoggedRequests.read(
                                List.of(log),
                                Manifests.parse("policy.yaml", policy),
                                KnownVersions.read().standard().withoutPatch())
                        .runRecord()
                        .states()
                        .get(0)
                        .decisions())
                .hasSize(1);
    }

    /** What is not in the log may have been needed. */
    @Test
    void rights_to_grant_are_kept_where_the_log_has_no_bodies() throws IOException {
        String rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/dev/rolebindings";
        String approval = "/apis/certificates.k8s.io/v1/certificatesigningrequests/web/approval";
        Path log = Files.write(
                directory.resolve("audit.log"),
                List.of(
                        EVENT.replace("get", "create").replaceAll("/api/v1[^\"]*", rbac),
                        EVENT.replace("get", "update").replaceAll("/api/v1[^\"]*", approval)));
        Path files = Files.writeString(
                directory.resolve("policy.yaml"),
                role(
                                "ClusterRole granter",
                                "{apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create]}",
                                "{apiGroups: [rbac.authorization.k8s.io], resources: [roles, clusterroles], verbs: [bind]}",
                                "{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval],"
                                        + " verbs: [update]}",
                                "{apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve, sign]}")
                        + binding("ClusterRoleBinding granter", "ClusterRole granter", "User ann"));
        assertThat(Run.of("lint --used-by %s %s", log, files).ended(1).out())
                .contains("2 writes of roles, bindings and certificates without a body")
                .endsWith("policy.yaml:9): sign signers.certificates.k8s.io\n");
    }

    /** Admission, kubelets and other people's programs ask for these, and a log has no word of it. */
    @ParameterizedTest
    @CsvSource({
        "use, securitycontextconstraints.security.openshift.io",
        "use, certificaterequestpolicies.policy.cert-manager.io",
        "use, widgets.example.com",
        "approve, signers.cert-manager.io",
        "attest, admissionReviewAPIGroups.authentication.k8s.io",
        "request-serviceaccounts-token-audience, vault",
        "request-serviceaccounts-podcertificate-signer, example.com:mine.certificates.k8s.io",
        "unsafe-delete-ignore-read-errors, configmaps"
    })
    void a_verb_that_no_request_sends_is_not_taken_for_unused(String verb, String resource) throws IOException {
        String[] words = resource.split("[.]", 2);
        if (resource.startsWith("example.com")) {
            words = new String[] {"example.com:mine", "certificates.k8s.io"};
        }
        String rule = "{apiGroups: [\"%s\"], resources: [\"%s\"], verbs: [%s]}"
                .formatted(words.length > 1 ? words[1] : "", words[0], verb);
        Path log = Files.writeString(directory.resolve("audit.log"), EVENT);
        Path files = Files.writeString(
                directory.resolve("policy.yaml"),
                role("ClusterRole users", rule) + binding("ClusterRoleBinding users", "ClusterRole users", "User ann"));
        Path patch = directory.resolve("unused.diff");
        assertThat(Run.of("lint --used-by %s --patch %s %s", log, patch, files)
                        .ended(0)
                        .out())
                .contains("each rule", "not shown by a log, because no request sends these verbs", verb);
        assertThat(JSON_LISTS.stream()
                        .map(Run.of("lint --format json --used-by %s %s", log, files)
                                .json()::getAsJsonArray))
                .extracting(JsonArray::size)
                .containsExactly(0, 1);
        assertThat(patch).isEmptyFile();
    }

    private static final List<String> JSON_LISTS = List.of("unused", "notShown");

    @Test
    void a_deletion_that_ignores_read_errors_used_its_verb() throws IOException {
        String deletion = EVENT.replace("\"get\"", "\"delete\"");
        Path log = Files.write(
                directory.resolve("audit.log"),
                List.of(
                        deletion,
                        deletion.replace(
                                "pods/web", "pods/web?ignoreStoreReadErrorWithClusterBreakingPotential=true")));
        Path files = Files.writeString(
                directory.resolve("policy.yaml"),
                role(
                                "ClusterRole cleaner",
                                "{apiGroups: [\"\"], resources: [pods], verbs: [delete, unsafe-delete-ignore-read-errors]}")
                        + binding("ClusterRoleBinding cleaner", "ClusterRole cleaner", "User ann"));
        assertThat(Run.of("lint --used-by %s %s", log, files).ended(0).out()).doesNotContain("not shown by a log");
    }

    @Test
    void a_binding_to_a_role_that_is_not_in_the_files_stays() throws IOException {
        Path log = Files.writeString(directory.resolve("audit.log"), EVENT);
        Path files = Files.writeString(
                directory.resolve("policy.yaml"),
                binding("ClusterRoleBinding owners", "ClusterRole platform-owner", "User ann"));
        Path patch = directory.resolve("unused.diff");
        assertThat(Run.of("lint --used-by %s --patch %s %s", log, patch, files)
                        .ended(0)
                        .out())
                .contains(
                        "1 binding is to a role that is not in the files, so what it allows is not known, and it stays as"
                                + " it is: ClusterRoleBinding owners");
        assertThat(patch).isEmptyFile();
    }

    /** The node authorizer lets a node list the pods that run on it; all others are for RBAC. */
    @ParameterizedTest
    @CsvSource({"true, 0", "false, 1"})
    void what_the_log_says_about_a_node_beats_what_the_node_authorizer_may_have_allowed(boolean isByRbac, int code)
            throws IOException {
        String reason = isByRbac ? "RBAC: allowed by ClusterRoleBinding \\\"kubelets\\\"" : "";
        String byNode = EVENT.replace("\"ann\", \"groups\": [", "\"system:node:n1\", \"groups\": [\"system:nodes\", ");
        Path log = Files.write(
                directory.resolve("audit.log"),
                List.of(
                        byNode,
                        byNode.replace(
                                "\"annotations\": {",
                                "\"annotations\": {\"authorization.k8s.io/reason\": \"" + reason + "\", ")));
        Path files = Files.writeString(
                directory.resolve("policy.yaml"),
                role("ClusterRole kubelets", "{apiGroups: [\"\"], resources: [pods], verbs: [get]}")
                        + binding("ClusterRoleBinding kubelets", "ClusterRole kubelets", "Group system:nodes"));
        Run.of("lint --used-by %s %s", log, files).ended(code);
    }

    /** OwnerReferencesPermissionEnforcement refuses to give owners to an object that the user may not delete. */
    @Test
    void who_gives_an_object_an_owner_needs_to_delete_it() throws IOException {
        String update = EVENT.replace("\"get\"", "\"update\"").replace("Metadata", "RequestResponse");
        Path log = Files.writeString(directory.resolve("audit.log"), update.replaceFirst("}$", """
                , "responseObject": {"kind": "Pod", "metadata": {"name": "web", "ownerReferences": [\
                {"apiVersion": "v1", "kind": "ConfigMap", "name": "a", "uid": "1"}]}}}""".strip()));
        Path files = Files.writeString(
                directory.resolve("policy.yaml"),
                role("ClusterRole op", "{apiGroups: [\"\"], resources: [pods], verbs: [update, delete]}")
                        + binding("ClusterRoleBinding op", "ClusterRole op", "User ann"));
        Run.of("lint --used-by %s %s", log, files).ended(0);
        Files.writeString(log, update);
        assertThat(Run.of("lint --used-by %s %s", log, files).ended(1).out()).contains(": delete pods");
    }

    private static final String REVIEW = EVENT.replace("get", "create")
            .replaceAll("/api/v1[^\"]*", "/apis/authorization.k8s.io/v1/subjectaccessreviews")
            .replace("\"ann\"", "\"system:node:n1\"");

    private static final String SCRAPER =
            role("ClusterRole scraper", "{apiGroups: [\"\"], resources: [nodes/metrics], verbs: [get]}")
                    + binding("ClusterRoleBinding scraper", "ClusterRole scraper", "ServiceAccount shop/scraper");

    /** A kubelet is in no binding of the files, and asks about those who are. */
    @Test
    void each_review_without_a_body_is_counted_whoever_sent_it() throws IOException {
        Path log = Files.write(
                directory.resolve("audit.log"), List.of(REVIEW, REVIEW.replace("subjectaccess", "selfsubjectaccess")));
        Path files = Files.writeString(directory.resolve("policy.yaml"), SCRAPER);
        assertThat(Run.of("lint --used-by %s %s", log, files).ended(1).out())
                .contains("1 access review without a body: who was asked about, and which rule gave the answer,");
    }

    /** A log of the level Request has the question alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {"none | 0", "true | 0", "false | 1"})
    void what_was_asked_about_a_subject_is_used_unless_the_answer_is_no(@Nullable String allowed, int code)
            throws IOException {
        String asked = """
                , "requestObject": {"kind": "SubjectAccessReview", "spec": {"user": "system:serviceaccount:shop:scraper",\
                 "resourceAttributes": {"verb": "get", "resource": "nodes", "subresource": "metrics"}}}""";
        String answered = allowed == null
                ? ""
                : ", \"responseObject\": {\"kind\": \"SubjectAccessReview\", \"status\": {\"allowed\": %s}}"
                        .formatted(allowed);
        Path log = Files.writeString(
                directory.resolve("audit.log"),
                REVIEW.replace("Metadata", "Request").replaceFirst("}$", asked.strip() + answered + "}"));
        Path files = Files.writeString(directory.resolve("policy.yaml"), SCRAPER);
        assertThat(Run.of("lint --used-by %s %s", log, files).ended(code).out()).doesNotContain("without a body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "audit.log | the audit log has no request that was decided; it has 1 event",
                "none.log | there is no audit log",
                "audit.log --can 'user:ann get pods' | leave out --can, --who-can, --accepted-risks and --accept",
                "audit.log --format sarif | --used-by prints text, or JSON for --format json"
            })
    void a_log_without_an_answer_is_not_one_in_which_nothing_is_used(String options, String said) throws IOException {
        Files.writeString(directory.resolve("audit.log"), EVENT.replace("ResponseComplete", "RequestReceived"));
        Run.of("lint " + POLICY + " --used-by " + directory + "/" + options).mistaken(said);
    }
}
