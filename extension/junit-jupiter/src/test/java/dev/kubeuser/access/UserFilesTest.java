// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.internal.ServiceAccounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@KubeCluster
class UserFilesTest {

    /** Its user name has 337 characters; a file name may have 255 bytes. */
    @Test
    void of_the_longest_names(Cluster cluster) throws IOException {
        ServiceAccountSpec account = ServiceAccountSpec.named("n".repeat(62), longest());
        try (ServiceAccounts accounts = new ServiceAccounts(cluster);
                KubeAccess access = KubeAccess.connect(cluster, accounts.token(account))) {
            Path kubeconfig = access.kubeconfig().file();
            assertThat(Files.readString(kubeconfig)).contains("system:serviceaccount:" + "n".repeat(62));
            assertThat(kubeconfig.getParent()).isNotNull().asString().contains("/system-serviceaccount-nnn");
            assertThat(access).isAuthenticatedAs(account.userName());
        }
    }

    /** A ServiceAccount's name may have 253 characters, dots among them. */
    private static String longest() {
        String label = "a".repeat(63);
        return label + "." + label + "." + label + "." + "a".repeat(61);
    }
}
