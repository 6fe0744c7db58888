// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQuery;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A resource may be defined after the first question was asked. */
@KubeUser("cleo")
class CustomResourceTest {

    private static final String WIDGETS = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.assertion.example.com}
            spec:
              group: assertion.example.com
              scope: Namespaced
              names: {plural: widgets, singular: widget, kind: Widget}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                schema: {openAPIV3Schema: {type: object}}
            """;

    @Test
    void is_known_as_soon_as_the_server_serves_it(KubeAccess cleo, @KubeAdmin KubeAccess admin) {
        AccessQuery widgets = list("widgets.assertion.example.com").in("default");
        assertMistaken(() -> assertThat(cleo).cannot(widgets))
                .hasMessageStartingWith("The API server has no resource \"widgets.assertion.example.com\"");

        try (AppliedManifests applied = AppliedManifests.apply(Manifests.parse("the widgets", WIDGETS), admin)) {
            assertThat(applied.objects()).hasSize(1);
            assertThat(cleo).cannot(widgets);
            assertThat(cleo)
                    .cannot(update("widgets.assertion.example.com/status").in("default"));
            assertThat(admin).can(widgets);
        }
    }

    @Test
    void can_be_listed_as_soon_as_its_definition_is_applied(@KubeAdmin KubeAccess admin) {
        List<String> groups = IntStream.range(0, 20)
                .mapToObj(number -> "listed" + number + ".example.com")
                .toList();
        String definitions = groups.stream()
                .map(group -> WIDGETS.replace("assertion.example.com", group))
                .collect(Collectors.joining("---\n"));

        try (AppliedManifests applied = AppliedManifests.apply(Manifests.parse("the widgets", definitions), admin)) {
            assertThat(applied.objects()).hasSize(20);
            assertThat(groups)
                    .allSatisfy(group -> assertThat(admin.get("/apis/" + group + "/v1/widgets?resourceVersion=0"))
                            .isOk());
        }
    }
}
