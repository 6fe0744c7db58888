package dev.kubeuser.cluster.internal;

import java.util.List;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The requests that last as long as their user wants: watches, followed logs, and connections to a container.
 *
 * @see <a href="https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/">The option
 *     --long-running-request-regexp of kube-apiserver</a>
 */
final class LongRunning {

    private static final Set<String> SUBRESOURCES = Set.of("attach", "exec", "log", "portforward", "proxy");

    private LongRunning() {}

    static boolean is(Request request) {
        HttpUrl url = request.url();
        List<String> path = url.pathSegments();
        return isTrue(url.queryParameter("watch"))
                || path.contains("watch")
                || path.stream().anyMatch(SUBRESOURCES::contains)
                || request.header("Upgrade") != null;
    }

    private static boolean isTrue(@Nullable String value) {
        return value != null && (value.isEmpty() || value.equals("1") || value.equalsIgnoreCase("true"));
    }
}
