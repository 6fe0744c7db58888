package dev.kubeuser.access;

import java.nio.file.Path;

/**
 * A kubeconfig with one cluster, one user and one context, credentials inside.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/">kubeconfig (v1)</a>
 */
public final class Kubeconfig {

    private final String text;
    private final UserFiles files;

    Kubeconfig(String text, UserFiles files) {
        this.text = text;
        this.files = files;
    }

    /**
     * {@return the kubeconfig as YAML; it has the private key in it: keep it out of logs and reports}
     */
    public String text() {
        return text;
    }

    /**
     * Writes the kubeconfig to disk when first asked for, for {@code kubectl --kubeconfig} and the like.
     *
     * @return a file with mode 0600 in a directory with mode 0700, gone when the user's scope ends
     */
    public Path file() {
        return files.write("kubeconfig", text);
    }

    /** Names what it is, never what is in it. */
    @Override
    public String toString() {
        return "kubeconfig in " + files;
    }
}
