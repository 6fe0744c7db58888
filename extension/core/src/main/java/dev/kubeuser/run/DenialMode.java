// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run;

import org.apiguardian.api.API;

/**
 * The effect of a denial on its test. A denial is a request of a subject that was refused although the test does not
 * expect that. By default it is {@link #REPORT}, or {@link #FAIL} with {@code kubeuser.require.no-denials}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum DenialMode {
    /** The report lists the denial. The test does not fail because of it. */
    REPORT,
    /** The test fails. A denial that belongs to no test fails the class. */
    FAIL
}
