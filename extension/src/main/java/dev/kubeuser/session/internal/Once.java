package dev.kubeuser.session.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.CredentialException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** An access that is made by whoever wants it first, while all others wait for that one. */
final class Once {

    private final FutureTask<KubeAccess> access;
    private final String what;
    private final boolean keep;

    /** Made by the first; with {@code keep}, the kubeconfig stays with the cluster instead of going with the scope. */
    Once(String what, boolean keep, Callable<KubeAccess> making) {
        this.access = new FutureTask<>(making);
        this.what = what;
        this.keep = keep;
    }

    KubeAccess get() {
        access.run();
        return result(access, what);
    }

    /** What a task came to; the words say what a test was interrupted in, if it was. */
    static <T> T result(FutureTask<T> task, String what) {
        try {
            return task.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new CredentialException("The test was interrupted while " + what, interrupt);
        }
    }

    /** Lets go of it, if there ever was one; whether it is gone then. */
    boolean leave() {
        if (!access.isDone()) {
            return false;
        }
        try {
            return leave(access.get());
        } catch (ExecutionException | InterruptedException neverMade) {
            return false;
        }
    }

    private boolean leave(KubeAccess made) {
        if (keep) {
            made.kubeconfig().file();
        } else {
            made.close();
        }
        return !keep;
    }
}
