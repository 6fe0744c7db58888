package dev.kubeuser.discovery.internal;

/**
 * A kind of objects.
 *
 * @param apiVersion for example {@code apps/v1}
 * @param kind for example {@code Deployment}
 */
public record ObjectKind(String apiVersion, String kind) {}
