package dev.kubeuser.samples.kotlin

import dev.kubeuser.KubeUser
import dev.kubeuser.access.KubeAccess
import dev.kubeuser.assertion.KubeAssertions.assertThat
import dev.kubeuser.query.AccessQuery.list
import org.junit.jupiter.api.Test

@KubeUser("alice")
class AliceTest {

    @Test
    fun `the server knows alice`(alice: KubeAccess) {
        assertThat(alice).isAuthenticatedAs("alice")
    }

    @Test
    fun `alice may not list pods`(alice: KubeAccess) {
        assertThat(alice).cannot(list("pods").inNamespace("default"))
    }
}
