// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs are those of Unix")
class DeployerCommandTest {

    private static final String ROLE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: web}
            rules:
            - {apiGroups: [""], resources: [configmaps], verbs: [get, update%s]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: web}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
            subjects: [{kind: ServiceAccount, name: web}]
            """;
    private static final String REST = """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {version: "%s"}
            """;

    @TempDir
    private Path directory;

    private Path chart(String version, String more) throws IOException {
        Path chart = directory.resolve("web-" + version);
        Path templates = Files.createDirectories(chart.resolve("templates"));
        Files.writeString(chart.resolve("Chart.yaml"), "{apiVersion: v2, name: web, version: %s}\n".formatted(version));
        Files.writeString(templates.resolve("rbac.yaml"), ROLE.formatted(more));
        Files.writeString(templates.resolve("web.yaml"), REST.formatted(version));
        return chart;
    }

    @Test
    void what_helm_needs_is_told_at_once_and_suffices() throws IOException {
        RunProcess.require("helm");
        Path old = chart("1.0.0", "");
        Path chart = chart("2.0.0", ", delete");

        Run run = Run.of("deployer %s --from %s --as shop/deployer --namespace shop --release web", chart, old)
                .ended(1);

        assertThat(run.out())
                .contains("ServiceAccount shop/deployer lacks ", "install:\n", "upgrade:\n", "roll back:\n")
                .contains("# Helm stores the release in Secrets", "a role of the source grants this")
                .contains("#   install: passed\n#   upgrade: passed\n#   roll back: passed\n#   uninstall: passed\n")
                .contains("no path to cluster-admin was found")
                .doesNotContain("- escalate", "- bind\n");
        Path policy = Files.writeString(
                directory.resolve("policy.yaml"), run.out().substring(run.out().indexOf("---\n")));
        Run enough = Run.of(
                        "deployer %s --from %s --as shop/deployer --namespace shop --release web --policy %s",
                        chart, old, policy)
                .ended(0);
        assertThat(enough.out()).startsWith("ServiceAccount shop/deployer has what it needs: each step passed\n");
    }

    @Test
    void what_kubectl_needs_is_told_at_once_and_suffices() throws IOException {
        RunProcess.require("kubectl");
        Path source = Files.writeString(directory.resolve("web.yaml"), ROLE.formatted("") + "---\n" + REST);

        Run run = Run.of("deployer %s --as shop/deployer --namespace shop", source)
                .ended(1);

        assertThat(run.out())
                .contains("apply:\n", "  create roles", "ConfigMap settings (")
                .contains("#   apply: passed\n#   apply again: passed\n#   delete: passed\n");
    }

    @Test
    void what_cannot_be_deployed_by_anybody_is_one_sentence() throws IOException {
        RunProcess.require("helm");
        Path chart = chart("1.0.0", "");
        Run.of("deployer %s --as shop/deployer --release %s", chart, "$(touch x)")
                .mistaken("cannot be named \"$(touch x)\"");
        Files.writeString(chart.resolve("templates/bad.yaml"), "{{ fail \"no database is named\" }}\n");
        Run.of("deployer %s --as shop/deployer --namespace shop --release web", chart)
                .mistaken("the step \"install\" fails even for an account that may do everything", "no database is");
        Run.of("deployer %s --as shop/deployer --by argo", chart).mistaken("--by argo is not known");
    }
}
