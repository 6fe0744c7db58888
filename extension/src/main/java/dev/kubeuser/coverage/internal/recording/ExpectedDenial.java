package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that a test declares as expected.
 *
 * @param userName the user who may be refused, or {@code null} for any
 * @param request the request; an empty name or namespace stands for any
 */
public record ExpectedDenial(@Nullable String userName, RequestAttributes request) {

    boolean matches(RefusedRequest refused) {
        return (userName == null || userName.equals(refused.user().name())) && matches(refused.missing());
    }

    private boolean matches(RequestAttributes missing) {
        if (!(request instanceof ResourceAttributes wanted) || !(missing instanceof ResourceAttributes found)) {
            return request.equals(missing);
        }
        String namespace = wanted.namespace().isEmpty() ? found.namespace() : wanted.namespace();
        String name = wanted.name().isEmpty() ? found.name() : wanted.name();
        return wanted.in(namespace).named(name).equals(found);
    }
}
