package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Something in admission that refuses or changes writes, such as a ValidatingAdmissionPolicy, and the ways to bypass it.
 *
 * <p>A search calls it from the thread that searches. It must be thread-safe if searches of several threads share it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface AdmissionGuard {

    /**
     * {@return its kind and name, for example {@code ValidatingAdmissionPolicy release-only}}
     */
    String name();

    /**
     * {@return the ways to bypass it, each of which is enough}
     */
    List<Way> ways();

    /**
     * {@return whether something that nobody can change keeps a user from a request, for example a policy from a file}
     *
     * @param user who is authorized to send it
     * @param request a request of a way
     */
    default boolean isKeptFrom(UserInfo user, ResourceAttributes request) {
        return false;
    }

    /**
     * A way to bypass a guard.
     *
     * @param how what is done and why that helps, for example {@code removes ValidatingAdmissionPolicy release-only}
     * @param requests what it takes, all of them; each names its object, even where authorization sees no name
     * @param certainty how little it takes besides
     */
    record Way(String how, List<ResourceAttributes> requests, Certainty certainty) {

        /** Copies the list. */
        public Way {
            requests = List.copyOf(requests);
        }

        /**
         * {@return a way that takes permissions only}
         *
         * @param how what is done
         * @param requests what it takes
         */
        public static Way by(String how, ResourceAttributes... requests) {
            return new Way(how, List.of(requests), Certainty.CERTAIN);
        }

        /**
         * {@return the same way, no more certain than the limit}
         *
         * @param limit the certainty
         */
        public Way atMost(Certainty limit) {
            return new Way(how, requests, certainty.or(limit));
        }
    }
}
