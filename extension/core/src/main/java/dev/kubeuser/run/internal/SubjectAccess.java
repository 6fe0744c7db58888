package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;

/** The access of a declared subject, in the store of the context that declares it. */
public interface SubjectAccess extends AutoCloseable {

    /** Waits for the access and returns it. */
    KubeAccess access();

    @Override
    void close();
}
