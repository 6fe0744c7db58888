package dev.kubeuser.dryrun.internal;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Status;
import java.util.regex.Pattern;

/** The answer to a connection that was only tried. */
public final class TriedConnection {

    private static final Pattern REQUEST =
            Pattern.compile("POST /api/v1/\\S+/(?:exec|attach|portforward)(?:\\?.*)?|GET /api/v1/\\S+/proxy(?:\\?.*)?");

    /** What the API server says when it looks for where to connect to, or which protocol: admission comes before. */
    private static final Pattern LATER = Pattern.compile(
            "Upgrade request required|pod \\S+ does not have a host assigned"
                    + "|address not allowed|no endpoints available for service \"[^\"]*\"|no preferred addresses found;.*");

    private TriedConnection() {}

    /**
     * {@return whether authorization and admission let the connection through}
     *
     * @param answer the answer, an error
     */
    public static boolean isAdmitted(KubeResponse answer) {
        return REQUEST.matcher(answer.request()).matches()
                && Status.parse(answer.body())
                        .filter(status -> LATER.matcher(status.message()).matches())
                        .isPresent();
    }
}
