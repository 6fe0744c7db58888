package dev.kubeuser.session.internal;

import dev.kubeuser.access.KubeAccess;

/** The access of a declared subject, in the store of the context that declares it. */
public interface SubjectAccess extends AutoCloseable {

    /** The access, as soon as it is to be had. */
    KubeAccess access();

    @Override
    void close();
}
