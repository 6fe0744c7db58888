package dev.kubeuser.samples.rbac;

import static dev.kubeuser.assertion.AccessQuery.get;
import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.AccessTable;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.AccessMatrix;
import dev.kubeuser.samples.Developer;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A policy as a table: a few lines that were written, and all of it that was asked for and committed. */
@Developer
class AccessTableTest {

    private static final String NAMESPACE = "table-demo";

    @BeforeAll
    static void developers_may_read_config_maps(
            @KubeAdmin CoreV1Api core, @KubeAdmin RbacAuthorizationV1Api rbac, @Developer KubeAccess dev)
            throws ApiException {
        core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(NAMESPACE)))
                .execute();
        ConfigMapReaders.allow(rbac, NAMESPACE, "developers");
        assertThat(dev).eventually().can(get("configmaps").in(NAMESPACE));
    }

    @AfterAll
    static void nothing_is_left(@KubeAdmin CoreV1Api core) throws ApiException {
        core.deleteNamespace(NAMESPACE).execute();
    }

    @AccessTable("access.csv")
    void access_is_as_written() {}

    @Test
    void nobody_gained_or_lost_access(@Developer KubeAccess dev) {
        AccessMatrix matrix = AccessMatrix.builder(dev.cluster())
                .subjects(dev)
                .subject("group:auditors")
                .in("table-demo", "default")
                .ask();
        assertThat(matrix).matchesGolden(Path.of("src/test/resources/access.md"));
    }
}
