package dev.kubeuser.review;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.review.AccessQuery.list;
import static dev.kubeuser.review.AccessQuery.update;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.manifest.Manifests;
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
        assertThatExceptionOfType(AccessQueryException.class)
                .isThrownBy(() -> assertThat(cleo).cannot(widgets))
                .withMessageStartingWith("The API server has no resource \"widgets.assertion.example.com\"");

        try (AppliedManifests applied = AppliedManifests.apply(Manifests.parse("the widgets", WIDGETS), admin)) {
            assertThat(applied.objects()).hasSize(1);
            assertThat(cleo).cannot(widgets);
            assertThat(cleo)
                    .cannot(update("widgets.assertion.example.com/status").in("default"));
            assertThat(admin).can(widgets);
        }
    }
}
