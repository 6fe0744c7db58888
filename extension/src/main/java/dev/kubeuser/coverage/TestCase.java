package dev.kubeuser.coverage;

/**
 * A test with access checks.
 *
 * @param id JUnit's unique ID
 * @param name for readers, for example {@code DevelopersTest > developers_read_pods()}
 */
public record TestCase(String id, String name) {}
