package dev.kubeuser.coverage;

import org.apiguardian.api.API;

/** What a denial does to its test: a request of a subject that was refused although the test does not expect that. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum DenialMode {
    /** As declared around it; by default {@link #REPORT}, or {@link #FAIL} with {@code kubeuser.require.no-denials}. */
    DEFAULT,
    /** The report has it, and the test may pass. */
    REPORT,
    /** The test fails. A denial that belongs to no test fails the class. */
    FAIL
}
