package dev.kubeuser.rbac;

import java.util.List;
import org.apiguardian.api.API;

/**
 * One reason why a request is allowed: this rule of this role, through this binding.
 *
 * @param binding which grants the role
 * @param subjects its subjects that name the user, at least one
 * @param role which holds the rule
 * @param rule which allows the request
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Grant(RbacBinding binding, List<Subject> subjects, RbacRole role, RbacRule rule) {

    /** Copies the list. */
    public Grant {
        subjects = List.copyOf(subjects);
    }

    /**
     * {@return the subject that the API server reports: the first that names the user}
     */
    public Subject subject() {
        return subjects.get(0);
    }

    /**
     * {@return the words in which the API server reports this grant, in audit events and access reviews}
     */
    public String reason() {
        return AuthorizerReason.of(this);
    }
}
