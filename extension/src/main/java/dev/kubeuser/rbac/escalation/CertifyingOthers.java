package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gets a client certificate in another's name. Approving takes {@code approve} on the signer besides the subresource;
 * {@code system:masters} is refused by admission. Signing is none: a certificate that the cluster's authority has not
 * signed is worth nothing.
 */
final class CertifyingOthers implements Way {

    private static final String GROUP = "certificates.k8s.io";
    private static final String REQUESTS = "certificatesigningrequests";
    private static final List<String> SIGNERS = List.of("kubernetes.io/kube-apiserver-client", "kubernetes.io/*");

    @Override
    public Technique technique() {
        return Technique.CERTIFICATE;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return approval(powers)
                .flatMap(approve -> signer(powers)
                        .flatMap(signer -> creation(powers)
                                .map(create -> Stream.concat(create.stream(), Stream.of(approve, signer))
                                        .toList())))
                .stream()
                .flatMap(uses -> names(powers)
                        .map(name -> powers.step(
                                technique(),
                                "requests a certificate of user \"" + name + "\" in any groups and approves it",
                                uses,
                                new Identity(UserInfo.user(name, groups(powers))))));
    }

    private static Optional<Use> approval(Powers powers) {
        return powers.useOfSome(
                ResourceAttributes.of("update", GROUP, REQUESTS).subresource("approval"), "update", "patch");
    }

    private static Optional<Use> signer(Powers powers) {
        return SIGNERS.stream()
                .flatMap(name -> powers
                        .use(ResourceAttributes.of("approve", GROUP, "signers").named(name))
                        .stream())
                .findFirst();
    }

    /** A request of another's will do. */
    private static Optional<List<Use>> creation(Powers powers) {
        return Stream.concat(Stream.of(powers), powers.held().identities().stream())
                .flatMap(any -> any.creation(ResourceAttributes.of("create", GROUP, REQUESTS)).stream())
                .findFirst();
    }

    private static Stream<String> names(Powers powers) {
        return Stream.concat(
                Stream.concat(powers.population().users().stream(), Stream.of("somebody")),
                powers.population().accounts().stream()
                        .map(account -> account.identity().requester().name()));
    }

    private static String[] groups(Powers powers) {
        return powers.population().groups().stream()
                .filter(group -> !group.equals("system:masters"))
                .toArray(String[]::new);
    }
}
