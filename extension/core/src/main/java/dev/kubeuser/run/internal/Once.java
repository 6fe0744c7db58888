package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.CredentialException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** An access that the first caller creates while all others wait. */
final class Once {

    private final FutureTask<KubeAccess> access;
    private final String what;
    private final boolean keep;

    /** With {@code keep}, the kubeconfig stays as long as the cluster instead of being removed with the scope. */
    Once(String what, boolean keep, Callable<KubeAccess> making) {
        this.access = new FutureTask<>(making);
        this.what = what;
        this.keep = keep;
    }

    KubeAccess get() {
        access.run();
        return result(access, what);
    }

    /** Waits for the result of a task. If interrupted, the message says what the task was doing. */
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

    /** Releases the access, if it was ever created. Returns whether it is closed. */
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
