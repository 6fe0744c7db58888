// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import org.apiguardian.api.API;

/**
 * A subject without a credential, which the administrator asks about by SubjectAccessReview: a user by name, a group, a
 * ServiceAccount. It need not exist.
 *
 * @param cluster the cluster
 * @param name as written, for example {@code user:alice}
 * @param userInfo the subject as an authorizer sees it, with all groups
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ReviewedSubject(Cluster cluster, String name, UserInfo userInfo) {

    /**
     * {@return the subject with this name, as an authenticated user; a group stands for a nameless member}
     *
     * @param cluster the cluster
     * @param name {@code user:alice}, {@code group:developers}, {@code serviceaccount:ci/deployer}, or another form
     *     that {@link Subject#parse} takes
     * @throws IllegalArgumentException if it names no subject
     */
    public static ReviewedSubject of(Cluster cluster, String name) {
        return new ReviewedSubject(cluster, name, UserInfo.of(Subject.parse(name)));
    }

    /**
     * {@return a subject, as an authenticated user; a group stands for a nameless member}
     *
     * @param cluster the cluster
     * @param subject the subject
     */
    public static ReviewedSubject of(Cluster cluster, Subject subject) {
        return new ReviewedSubject(cluster, subject.toString(), UserInfo.of(subject));
    }

    /** Shows the name. */
    @Override
    public String toString() {
        return name;
    }
}
