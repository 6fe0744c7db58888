package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.stream.Stream;

/** Leaves the credential out: whoever reaches the API server may do what anonymous requests may. */
final class Anonymity implements Way {

    @Override
    public Technique technique() {
        return Technique.ANONYMITY;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return Stream.of(
                powers.step(technique(), "sends no credential", List.of(), new Identity(UserInfo.anonymous())));
    }
}
