// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import static dev.kubeuser.rbac.escalation.internal.Privilege.APPROVE_CERTIFICATE_REQUESTS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.APPROVE_FOR_SIGNERS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.CREATE_CERTIFICATE_REQUESTS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.CREATE_SECRETS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.JOIN_AS_NODE;
import static dev.kubeuser.rbac.escalation.internal.Privilege.READ_CERTIFICATE_REQUESTS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.READ_SECRETS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.REQUEST_TOKENS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.UPDATE_SECRETS;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.rbac.internal.NodeUser;
import dev.kubeuser.rbac.internal.Signer;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Techniques that get a token or a client certificate. The verb {@code sign} is not among them: it does not give the
 * user the key of the cluster's authority.
 */
final class CredentialTechniques {

    /** Any Secret of a namespace, or else one that a rule names. */
    static final Uses READING = Uses.any(READ_SECRETS).or(Uses.some(READ_SECRETS));

    private static final Uses MAKING = Uses.create(CREATE_SECRETS);

    private static final Uses UPDATING = Uses.of(UPDATE_SECRETS, CredentialTechniques::updating);

    /**
     * Reads a Secret that can be removed before it is created. A patch or an update that names an owner who does not
     * exist has the garbage collector delete the Secret.
     */
    private static final Uses REPLACING =
            Uses.some(READ_SECRETS, "delete", "patch").byAnyActor().or(UPDATING.byAnyActor());

    private static final Uses REQUESTING = Uses.create(CREATE_CERTIFICATE_REQUESTS);

    private static final Uses APPROVING = approving("kube-apiserver-client");

    private static final String BOOTSTRAPPERS = "system:bootstrappers";
    private static final Pattern BOOTSTRAP_NAME = Pattern.compile("(bootstrap-token-[a-z0-9]{6})?");

    /** Requests a token of a ServiceAccount. */
    static final TechniqueSearch REQUESTING_TOKENS = TechniqueSearch.of(
            Technique.TOKEN_REQUEST,
            Set.of(REQUEST_TOKENS),
            permissions -> permissions
                    .newAccounts(Set.of(REQUEST_TOKENS))
                    .flatMap(account -> permissions
                            .use(tokenOf(account))
                            .map(use -> permissions.step(
                                    Technique.TOKEN_REQUEST,
                                    "asks for a token of " + account,
                                    List.of(use),
                                    account.identity()))
                            .stream()));

    /** Creates a token Secret, which the cluster fills, and reads it. */
    static final TechniqueSearch MAKING_TOKENS = TechniqueSearch.of(
                    Technique.TOKEN_SECRET,
                    MAKING.needed(),
                    permissions -> permissions.namespaces(MAKING.needed()).stream()
                            .filter(namespace -> !permissions.held().hasAllAccountsIn(namespace))
                            .flatMap(namespace -> makingTokens(permissions, namespace)))
            .joint();

    /** Reads a Secret that holds a token. Whether a Secret that a rule names holds one depends on its owner. */
    static final TechniqueSearch READING_TOKENS = TechniqueSearch.inNamespaces(
                    Technique.READ_SECRETS, "reads a token from a Secret, if there is one, of", READING)
            .map(step -> nameOfLast(step.uses()).isEmpty() ? step : step.atMost(Certainty.DEPENDS));

    /**
     * Creates, changes or reads a token with which nodes join. Its bearer is in {@code system:bootstrappers} and in the
     * groups that the Secret names, which all begin with that name.
     */
    static final TechniqueSearch JOINING_NODES = TechniqueSearch.toIdentity(
            Technique.BOOTSTRAP_TOKEN,
            "joins as a node by a bootstrap token, if the API server takes such",
            "kube-system",
            new Uses(Set.of(CREATE_SECRETS, READ_SECRETS, UPDATE_SECRETS), CredentialTechniques::bootstrapToken),
            permissions -> UserInfo.user("system:bootstrap:tokens", bootstrappers(permissions)));

    /** Gets a certificate in another user's name with any groups; admission refuses {@code system:masters}. */
    static final TechniqueSearch CERTIFYING_OTHERS = TechniqueSearch.of(
                    Technique.CERTIFICATE, APPROVING.needed(), CredentialTechniques::certifyingOthers)
            .joint();

    /** Gets a node's certificate from the kubelets' signer. */
    static final TechniqueSearch CERTIFYING_NODES = TechniqueSearch.toIdentity(
                    Technique.NODE_CERTIFICATE,
                    "requests a certificate of a node and approves it",
                    BindingScope.CLUSTER,
                    approving("kube-apiserver-client-kubelet"),
                    permissions -> NodeUser.node())
            .joint();

    /**
     * A controller approves a node's certificate if its author may create {@code nodeclient}. An approver gets the
     * certificate in the response; others read it.
     */
    static final TechniqueSearch JOINING_AS_NODES = TechniqueSearch.toIdentity(
            Technique.NODE_CERTIFICATE,
            "requests a certificate of a node, which the cluster approves",
            BindingScope.CLUSTER,
            REQUESTING.and(Uses.any(JOIN_AS_NODE)).and(Uses.some(READ_CERTIFICATE_REQUESTS)),
            permissions -> NodeUser.node());

    private CredentialTechniques() {}

    static ResourceAttributes tokenOf(PolicyIndex.Account account) {
        return REQUEST_TOKENS.request().in(account.namespace()).named(account.name());
    }

    private static String nameOfLast(List<Step.Use> uses) {
        return ((ResourceAttributes) uses.get(uses.size() - 1).request()).name();
    }

    private static Stream<Step> makingTokens(HeldPermissions permissions, String namespace) {
        return makingTokens(permissions, namespace, Uses.any(READ_SECRETS).byAnyActor(), "")
                .or(() -> makingTokens(permissions, namespace, REPLACING, ", in the place of any \"%s\","))
                .or(() -> makingTokens(
                                permissions,
                                namespace,
                                Uses.some(READ_SECRETS).byAnyActor(),
                                ", if there is none \"%s\" yet,")
                        .map(steps -> steps.map(step -> step.atMost(Certainty.DEPENDS))))
                .orElseGet(Stream::of);
    }

    private static Optional<Stream<Step>> makingTokens(
            HeldPermissions permissions, String namespace, Uses reading, String condition) {
        return MAKING.and(reading)
                .by(permissions, namespace)
                .map(uses -> permissions.become(
                        Technique.TOKEN_SECRET,
                        "makes and reads a token Secret" + condition.formatted(nameOfLast(uses)) + " of",
                        uses,
                        permissions.index().accountsIn(namespace)));
    }

    private static Optional<List<Step.Use>> updating(HeldPermissions permissions, String namespace) {
        ResourceAttributes any = UPDATE_SECRETS.request().in(namespace);
        return permissions
                .namesFor(any)
                .filter(name -> !name.isEmpty())
                .map(any::named)
                .flatMap(secret -> permissions.use(secret).stream()
                        .flatMap(update -> permissions.use(secret, "get", "list", "watch").stream()
                                .map(read -> List.of(read, update))))
                .findFirst();
    }

    private static Optional<List<Step.Use>> bootstrapToken(HeldPermissions permissions, String namespace) {
        ResourceAttributes secrets = CREATE_SECRETS.request().in(namespace);
        List<String> names = permissions.names().stream()
                .filter(BOOTSTRAP_NAME.asMatchPredicate())
                .toList();
        return names.stream()
                .flatMap(name -> permissions.creation(secrets, name).stream())
                .findFirst()
                .or(() -> names.stream()
                        .flatMap(name -> Stream.of(
                                        "get", "list", "watch", "patch", "update", "delete", "deletecollection")
                                .map(verb -> secrets.named(name).withVerb(verb))
                                .filter(request -> name.isEmpty() || Privilege.hasName(request))
                                .flatMap(request -> permissions.use(request).stream()))
                        .map(List::of)
                        .findFirst());
    }

    private static String[] bootstrappers(HeldPermissions permissions) {
        return Stream.concat(
                        Stream.of(BOOTSTRAPPERS),
                        permissions.index().groups().stream().filter(group -> group.startsWith(BOOTSTRAPPERS + ":")))
                .toArray(String[]::new);
    }

    /**
     * Approval takes {@code approve} on the signer, and the subresource. Any actor that the user has reached may
     * request.
     */
    private static Uses approving(String signer) {
        return Uses.some(APPROVE_CERTIFICATE_REQUESTS)
                .and(new Signer("kubernetes.io/" + signer)
                        .resourceNames().stream()
                                .map(name -> Uses.named(APPROVE_FOR_SIGNERS, name))
                                .reduce(Uses::or)
                                .orElseThrow())
                .after(REQUESTING.byAnyActor());
    }

    private static Stream<Step> certifyingOthers(HeldPermissions permissions) {
        PolicyIndex others = permissions.index();
        String[] groups = NodeUser.withGroup(others.groups()).stream()
                .filter(group -> !group.equals("system:masters"))
                .toArray(String[]::new);
        return APPROVING.by(permissions, BindingScope.CLUSTER).stream()
                .flatMap(uses -> Stream.of(
                                others.users().stream(),
                                Stream.of("somebody", NodeUser.ANY),
                                others.accounts().stream()
                                        .map(account ->
                                                account.identity().user().name()))
                        .flatMap(names -> names)
                        .map(name -> permissions.step(
                                Technique.CERTIFICATE,
                                "requests a certificate of user \"" + name + "\" in any groups and approves it",
                                uses,
                                new Capability.Identity(UserInfo.user(name, groups)))));
    }
}
