// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import java.util.Set;

/**
 * Whether a cluster admits host pods: pods with access to their node, such as privileged ones and those with a hostPath
 * volume. Admission decides that, not RBAC.
 *
 * <p>A search calls it from the thread that searches. It must be thread-safe if searches of several threads share it.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-admission/">Pod Security Admission</a>
 */
public interface HostPods {

    /** What happens to a host pod in a namespace, from the worst outcome to the best. */
    enum Answer {
        /** The host pod is admitted. */
        ADMITTED,
        /** Pod Security refuses it, by a label of the namespace or by the server's default, which a label overrides. */
        REFUSED_BY_POD_SECURITY,
        /** A ValidatingAdmissionPolicy refuses it. */
        REFUSED_BY_POLICY,
        /** A webhook refuses it. */
        REFUSED_BY_WEBHOOK,
        /**
         * Something else refuses it for good, for example an API server without {@code --allow-privileged}, or one that
         * has the policy from a file.
         */
        REFUSED,
        /** The namespace does not exist; its creator sets its labels. */
        NO_NAMESPACE
    }

    /**
     * {@return what happens to a host pod}
     *
     * @param namespace the namespace of the pod, which need not exist; empty for a new namespace
     */
    Answer in(String namespace);

    /** {@return the namespaces of the cluster} */
    Set<String> namespaces();

    /**
     * {@return the assumption that Pod Security refuses them in some namespaces, and nothing does elsewhere, as in a
     * new cluster}
     *
     * @param guarded the namespaces with the label {@code pod-security.kubernetes.io/enforce}, for baseline or
     *     restricted
     */
    static HostPods admittedOutside(Set<String> guarded) {
        Set<String> refusing = Set.copyOf(guarded);
        return new HostPods() {
            @Override
            public Answer in(String namespace) {
                if (namespace.isEmpty()) {
                    return Answer.NO_NAMESPACE;
                }
                return refusing.contains(namespace) ? Answer.REFUSED_BY_POD_SECURITY : Answer.ADMITTED;
            }

            @Override
            public Set<String> namespaces() {
                return refusing;
            }
        };
    }

    /** {@return the assumption that every namespace refuses them, for a search without a cluster} */
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
