package dev.kubeuser.rbac.escalation;

import java.util.Set;

/**
 * What a cluster makes of pods that get at their node, as privileged ones do and those with a volume of the node's file
 * system. No role or binding says so: it is a matter of admission.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-admission/">Pod Security Admission</a>
 */
public interface HostPods {

    /** What a namespace makes of them, that by which they get furthest first. */
    enum Answer {
        /** They are let in. */
        ADMITTED,
        /** Pod Security refuses them, by a label of the namespace or by the server's default, over which labels go. */
        REFUSED_BY_POD_SECURITY,
        /** Something else refuses them, for example a webhook. */
        REFUSED,
        /** There is no such namespace, so that whoever makes it labels it. */
        NO_NAMESPACE
    }

    /**
     * {@return what becomes of such a pod}
     *
     * @param namespace where it is created, perhaps one that is not there; empty for one that is yet to be made
     */
    Answer in(String namespace);

    /**
     * {@return the namespaces that there are}
     */
    Set<String> namespaces();

    /**
     * {@return what is taken for granted where there is no cluster to ask: that they are refused everywhere}
     */
    static HostPods refusedEverywhere() {
        return new HostPods() {
            @Override
            public Answer in(String namespace) {
                return Answer.REFUSED;
            }

            @Override
            public Set<String> namespaces() {
                return Set.of();
            }
        };
    }
}
