package dev.kubeuser.run.internal;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.run.TestCase;
import java.util.List;
import java.util.Set;

/** Hears what is applied to a cluster under test, and what its API server refuses. Thread-safe. */
public interface ClusterListener extends AutoCloseable {

    /** Hears of namespaces that were created for tests. */
    void created(OwnNamespaces namespaces);

    /**
     * Hears that objects are in force.
     *
     * @param objects objects of the policy under test
     * @param namespace the namespace of those that name none
     * @return to be run when this user of the objects has removed them
     */
    Runnable applied(List<ManifestObject> objects, String namespace);

    /** Returns what was refused during a test so far although no test expected it. */
    List<? extends UnexpectedDenial> denialsOf(TestCase test);

    /**
     * Returns what was refused in no known test, each once.
     *
     * @param users the names of the users whose denials are wanted
     */
    List<? extends UnexpectedDenial> takeDenialsOfNoTest(Set<String> users);

    @Override
    void close();
}
