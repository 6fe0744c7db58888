package dev.kubeuser.coverage;

/**
 * A test that asked something.
 *
 * @param id what JUnit knows it by, unique in a run
 * @param name for readers, for example {@code DevelopersTest > developers_read_pods()}
 */
public record TestCase(String id, String name) {}
