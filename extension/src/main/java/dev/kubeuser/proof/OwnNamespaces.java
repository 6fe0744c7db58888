package dev.kubeuser.proof;

import java.util.Map;
import java.util.TreeMap;

/**
 * The namespaces that were made for tests, whose names are other ones in each run.
 *
 * @param declared by the name in the cluster, what {@code @KubeNamespace} calls it, perhaps nothing
 */
public record OwnNamespaces(Map<String, String> declared) {

    private static final String VARIABLE = "namespace";

    /** Copies the map. */
    public OwnNamespaces {
        declared = Map.copyOf(declared);
    }

    /** None at all. */
    static OwnNamespaces none() {
        return new OwnNamespaces(Map.of());
    }

    /** Both together. */
    OwnNamespaces with(OwnNamespaces other) {
        Map<String, String> both = new TreeMap<>(declared);
        both.putAll(other.declared);
        return new OwnNamespaces(both);
    }

    /** A name in Java: a variable for what a test is told at its run, such as {@code devNamespace}, or else as it is. */
    String source(String name) {
        String called = declared.get(name);
        if (called == null) {
            return JavaText.literal(name);
        }
        return called.isEmpty() ? VARIABLE : JavaText.variable(called + "-" + VARIABLE, VARIABLE);
    }
}
