// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks.firstok;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** The tutorial's last command as a test. Run by {@link FirstOk}, not by Maven. */
@KubeUser("flavono123")
class TutorialCase {

    @Test
    void healthz(KubeAccess flavono123) {
        String body = flavono123.get("/healthz").body();
        if (!body.equals("ok")) {
            throw new AssertionError(body);
        }
        System.out.println(FirstOk.SEEN);
    }
}
