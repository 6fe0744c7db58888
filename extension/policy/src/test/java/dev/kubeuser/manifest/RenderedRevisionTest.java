// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.testkit.NeedsProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kustomizations and charts at a revision. */
class RenderedRevisionTest extends AbstractRevisionTest {

    @Nested
    class OfKustomize {

        @RegisterExtension
        static final NeedsProgram KUBECTL = new NeedsProgram("kubectl");

        private static final String PROD = "deploy/overlays/prod/kustomization.yaml";

        @BeforeEach
        void write() throws Exception {
            repository
                    .write("deploy/base/kustomization.yaml", "resources: [rbac.yaml]")
                    .write("deploy/base/rbac.yaml", role("view", "get"))
                    .write("shared/kustomization.yaml", "resources: [edit.yaml]")
                    .write("shared/edit.yaml", role("edit", "get"))
                    .write(PROD, "resources: [../../base, ../../../shared]\nnamePrefix: prod-\n")
                    .commit();
            repository.write(PROD, "resources: [../../base]\nnamePrefix: other-\n");
        }

        @Test
        void an_overlay_with_bases_elsewhere_in_the_repository() {
            assertThat(read("git:main:kustomize:deploy/overlays/prod"))
                    .containsExactly(
                            "prod-edit " + PROD + " (rendered line 1)", "prod-view " + PROD + " (rendered line 13)");
        }

        @Test
        void a_base_behind_a_link_is_refused() throws Exception {
            Files.createSymbolicLink(repository.root().resolve("linked"), Path.of("shared"));
            repository.write(PROD, "resources: [../../../linked]").commit();

            assertThat(refusal("git:HEAD:kustomize:deploy/overlays/prod"))
                    .contains("linked is a symbolic link, which is not followed at a revision")
                    .doesNotContain("kubeuser-git-");
        }

        @Test
        void a_base_outside_of_the_repository_is_refused() throws Exception {
            repository
                    .write("../outside/kustomization.yaml", "resources: [rbac.yaml]")
                    .write("../outside/rbac.yaml", role("outside", "get"))
                    .write(PROD, "resources: [../../../../outside]")
                    .commit();

            assertThat(refusal("git:HEAD:kustomize:deploy/overlays/prod")).contains("leads out of the repository");
            assertThat(read("kustomize:deploy/overlays/prod"))
                    .as("of the working directory")
                    .hasSize(1);
        }

        @Test
        void a_file_that_only_the_working_directory_has_is_missing() throws Exception {
            repository.write(PROD, "resources: [new.yaml]").commit();
            repository.write("deploy/overlays/prod/new.yaml", role("new", "get"));

            assertThat(refusal("git:HEAD:kustomize:deploy/overlays/prod"))
                    .contains("could not render")
                    .contains("new.yaml")
                    .doesNotContain("kubeuser-git-");
        }
    }

    @Nested
    class OfHelm {

        @RegisterExtension
        static final NeedsProgram HELM = new NeedsProgram("helm");

        @BeforeEach
        void write() throws Exception {
            repository
                    .write("charts/operator/Chart.yaml", "apiVersion: v2\nname: operator\nversion: 1.0.0\n")
                    .write("charts/operator/values.yaml", "name: viewer\n")
                    .write("charts/operator/templates/rbac.yaml", role("{{ .Release.Name }}-{{ .Values.name }}", "get"))
                    .write("charts/operator/templates/test.yaml", """
                            apiVersion: v1
                            kind: Pod
                            metadata: {name: probe, annotations: {helm.sh/hook: test}}
                            """)
                    .commit();
            repository.write("charts/operator/values.yaml", "name: other\n");
        }

        @Test
        void a_chart_with_its_own_values() {
            assertThat(read("git:main:helm:charts/operator"))
                    .singleElement()
                    .asString()
                    .matches("operator-viewer charts/operator/templates/rbac.yaml \\(rendered line \\d+\\)");
            assertThat(read("helm:charts/operator"))
                    .singleElement()
                    .asString()
                    .startsWith("operator-other charts/operator/templates/rbac.yaml ");
        }

        @Test
        void a_chart_at_the_root_has_the_name_of_the_repository() throws Exception {
            repository
                    .write("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n")
                    .write("templates/rbac.yaml", role("{{ .Release.Name }}", "get"))
                    .commit();

            assertThat(read("git:HEAD:helm:.")).anyMatch(object -> object.startsWith("shop templates/rbac.yaml "));
        }

        @Test
        void a_link_in_a_chart_is_refused() throws Exception {
            Files.createSymbolicLink(
                    repository.root().resolve("charts/operator/templates/link.yaml"), Path.of("/etc/hostname"));
            repository.commit();

            assertThat(refusal("git:HEAD:helm:charts/operator"))
                    .contains("charts/operator/templates/link.yaml is a symbolic link");
        }

        @Test
        void a_missing_chart_is_told() {
            assertThat(refusal("git:main:helm:charts/none"))
                    .contains("There is no chart at \"charts/none\"")
                    .doesNotContain("kubeuser-git-");
        }
    }
}
