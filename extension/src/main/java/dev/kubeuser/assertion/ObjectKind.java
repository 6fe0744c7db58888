package dev.kubeuser.assertion;

/**
 * A kind of objects.
 *
 * @param apiVersion for example {@code apps/v1}
 * @param kind for example {@code Deployment}
 */
record ObjectKind(String apiVersion, String kind) {}
