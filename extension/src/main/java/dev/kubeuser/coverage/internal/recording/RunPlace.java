package dev.kubeuser.coverage.internal.recording;

/**
 * What ran tests, and on what.
 *
 * @param module the name of the module whose tests ran
 * @param version the version of Kubernetes, for example {@code v1.37.1}
 * @param kind the kind of cluster, for example {@code embedded}
 */
public record RunPlace(String module, String version, String kind) {}
