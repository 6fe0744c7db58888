package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.UserInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom AWS lets into a cluster is read from what AWS and kubectl print. */
@RunsOnce
class EksIdentityTest {

    private static final String ACCESS_ENTRY = """
            {
                "accessEntry": {
                    "clusterName": "orders",
                    "principalArn": "arn:aws:iam::111122223333:role/sre",
                    "kubernetesGroups": [
                        "sre",
                        "viewers"
                    ],
                    "accessEntryArn": "arn:aws:eks:eu-central-1:111122223333:access-entry/orders/role/111122223333/sre/a1",
                    "createdAt": "2026-03-31T18:14:47.614000+02:00",
                    "modifiedAt": "2026-03-31T18:14:47.614000+02:00",
                    "tags": {},
                    "username": "arn:aws:sts::111122223333:assumed-role/sre/{{SessionName}}",
                    "type": "STANDARD"
                }
            }
            """;

    private static final String NODES = """
            {"accessEntry": {"clusterName": "orders", "principalArn": "arn:aws:iam::111122223333:role/nodes",
              "kubernetesGroups": ["system:nodes"], "username": "system:node:{{EC2PrivateDNSName}}", "type": "EC2_LINUX"}}
            """;

    private static final String AWS_AUTH = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: aws-auth
              namespace: kube-system
            data:
              mapRoles: |
                - rolearn: arn:aws:iam::111122223333:role/nodes
                  username: system:node:{{EC2PrivateDNSName}}
                  groups:
                  - system:bootstrappers
                  - system:nodes
              mapUsers: |
                # who was there when the cluster was made
                - userarn: arn:aws:iam::111122223333:user/ann
                  username: ann
                  groups: [system:masters]
                - userarn: arn:aws:iam::111122223333:user/ben
                  username: ben
            """;

    private static final UserInfo NODE =
            UserInfo.user("system:node:{{EC2PrivateDNSName}}", "system:bootstrappers", "system:nodes");

    @TempDir
    Path directory;

    private List<EksIdentity> read(String text) throws IOException {
        return EksIdentity.load(
                Files.writeString(directory.resolve("eks"), text).toString());
    }

    @Test
    void access_entries_as_aws_prints_them() throws IOException {
        assertThat(read(ACCESS_ENTRY)).singleElement().satisfies(sre -> {
            assertThat(sre.arn()).isEqualTo("arn:aws:iam::111122223333:role/sre");
            assertThat(sre.userInfo())
                    .isEqualTo(UserInfo.user(
                            "arn:aws:sts::111122223333:assumed-role/sre/{{SessionName}}", "sre", "viewers"));
            assertThat(sre).hasToString("arn:aws:iam::111122223333:role/sre (" + sre.origin() + ")");
            assertThat(sre.origin().line()).isEqualTo(2);
        });
    }

    @Test
    void several_entries_one_after_another_or_in_an_array_or_in_files() throws IOException {
        assertThat(read(ACCESS_ENTRY + NODES)).hasSize(2);
        assertThat(read("[" + ACCESS_ENTRY + ", " + NODES + "]"))
                .extracting(identity -> identity.origin().line())
                .containsExactly(2, 17);
        Files.delete(directory.resolve("eks"));
        Files.writeString(directory.resolve("a.json"), NODES);
        Files.writeString(directory.resolve("b.yaml"), AWS_AUTH);
        assertThat(EksIdentity.load(directory.toString())).hasSize(4);
    }

    @Test
    void an_entry_without_groups_gives_a_user() throws IOException {
        assertThat(read(NODES.replace("\"system:nodes\"", "")))
                .extracting(EksIdentity::userInfo)
                .containsExactly(UserInfo.user("system:node:{{EC2PrivateDNSName}}"));
    }

    @Test
    void the_config_map_with_the_line_of_each_mapping() throws IOException {
        List<EksIdentity> identities = read(AWS_AUTH);
        assertThat(identities)
                .extracting(EksIdentity::userInfo)
                .containsExactly(NODE, UserInfo.user("ann", "system:masters"), UserInfo.user("ben"));
        assertThat(identities).extracting(identity -> identity.origin().line()).containsExactly(8, 15, 18);
    }

    /** As {@code kubectl get -o json} prints it: the lines of the text are none of the file. */
    @Test
    void the_config_map_in_json() throws IOException {
        assertThat(read("""
                        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "aws-auth"},
                        "data": {
                        "mapRoles": "- groups:\\n  - system:bootstrappers\\n  - system:nodes\\n  rolearn: arn:aws:iam::111122223333:role/nodes\\n  username: system:node:{{EC2PrivateDNSName}}\\n"}}
                        """)).singleElement().satisfies(nodes -> {
            assertThat(nodes.userInfo()).isEqualTo(NODE);
            assertThat(nodes.origin().line()).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "principalArn\": \"arn: | principalArn\": \"role: | :2: the principalArn of the access entry must be an ARN",
                "principalArn | principal | :2: the access entry has no principalArn",
                "\"username | \"user | :2: the access entry has no username",
                "kubernetesGroups | groups | :2: the access entry has no kubernetesGroups",
                "\"viewers\" | 5 | :2: each of the kubernetesGroups of the access entry must be text",
                "\"viewers\" | \" \" | :2: each of the kubernetesGroups of the access entry must be text, and not empty",
                "accessEntry\" | addon\" | :1: expected access entries, as \"aws eks describe-access-entry\" prints them, or",
                "\"sre\", | \"sre\" | not YAML"
            })
    void a_malformed_access_entry(String written, String wrong, String message) {
        assertWrong(ACCESS_ENTRY.replace(written, wrong), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: aws-auth | name: other | :1: expected access entries",
                "kube-system | default | or the ConfigMap aws-auth of kube-system",
                "mapUsers | mapUser | :6: the data of the ConfigMap aws-auth has a key that EKS does not read",
                "mapRoles: | mapAccounts: 5 #| :8: not YAML",
                "rolearn: arn | roleArn: arn | :8: mapRoles[0] must be a mapping with only rolearn, username and groups",
                "[system:masters] | system:masters | :15: the groups of mapUsers[0] must be a list",
                "username: ben | groups: [] | :18: mapUsers[1] has no username",
                "username: ann | username: {{SessionName}} | :13: the text of mapUsers is not YAML, or has a key twice; text"
                        + " that begins with {{ needs quotes"
            })
    void a_malformed_config_map(String written, String wrong, String message) {
        assertWrong(AWS_AUTH.replace(written, wrong), message);
    }

    @Test
    void text_that_is_no_list_and_a_list_that_is_no_text() {
        assertWrong("kind: ConfigMap\nmetadata: {name: aws-auth}", ":1: the ConfigMap aws-auth has no data");
        String head = "kind: ConfigMap\nmetadata: {name: aws-auth}\ndata:\n";
        assertWrong(head + "  mapRoles: []", ":4: mapRoles must be text: write \"mapRoles: |\"");
        assertWrong(head + "  mapRoles: 'rolearn: a'", ":4: mapRoles must be a list of mappings");
        assertWrong(head + "  mapUsers: '- a'", ":4: mapUsers[0] must be a mapping");
        assertWrong(head + "  mapUsers: ''", "holds no identity");
    }

    @Test
    void files_that_hold_no_identity_or_are_not_text() throws IOException {
        assertWrong("", "eks holds no identity: expected access entries");
        assertWrong("[]", "eks holds no identity: expected access entries");
        assertWrong("[null]", ":1: expected access entries");
        assertWrong("[".repeat(10_000), ":1: nested deeper than");
        assertWrong("a: &a [x]\nb: *c", "not YAML: found undefined alias");
        Path latin1 = Files.write(directory.resolve("latin1"), "ä".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> EksIdentity.load(latin1.toString()))
                .withMessageContaining("it is not in UTF-8");
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> EksIdentity.load("nowhere.json"))
                .withMessageContaining("nowhere.json does not exist");
    }

    private void assertWrong(String text, String message) {
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining("eks")
                .withMessageContaining(message);
    }
}
