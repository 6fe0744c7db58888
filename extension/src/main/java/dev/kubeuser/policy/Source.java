package dev.kubeuser.policy;

/**
 * Where something was written.
 *
 * @param file the file as the user named it
 * @param line the line in it, from 1
 */
public record Source(String file, int line) {

    /** {@return for example {@code deploy/rbac/roles.yaml:12}} */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
