// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.request.RequestSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Permissions that a policy should give to few: those that the Kubernetes documentation warns of.
 *
 * <pre>{@code
 * assertThat(policy).neverGrants(SensitivePermissions.standard().exceptTo(Subject.group("sre")));
 * }</pre>
 *
 * <p>Immutable and thread-safe; each method returns a new value.
 *
 * @see Risk
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SensitivePermissions {

    private final List<Subject> holders;

    private SensitivePermissions(List<Subject> holders) {
        this.holders = List.copyOf(holders);
    }

    /** {@return the requests of each {@link Risk}, which nobody may have} */
    public static SensitivePermissions standard() {
        return new SensitivePermissions(List.of());
    }

    /**
     * {@return the same, which some subjects may have}
     *
     * @param subjects the subjects; all members of a group
     */
    public SensitivePermissions exceptTo(Subject... subjects) {
        return new SensitivePermissions(
                Stream.concat(holders.stream(), Stream.of(subjects)).toList());
    }

    /** {@return who may have them} */
    public List<Subject> holders() {
        return holders;
    }

    /** {@return the requests of each, by what it allows} */
    public Map<String, RequestSet> requests() {
        Map<String, RequestSet> requests = new LinkedHashMap<>();
        for (Risk risk : Risk.values()) {
            if (!risk.requests().isEmpty()) {
                requests.put(risk.why() + " (" + risk + ")", risk.requests());
            }
        }
        return requests;
    }
}
