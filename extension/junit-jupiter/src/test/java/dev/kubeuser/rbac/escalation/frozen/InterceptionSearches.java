package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that come between others and the API server, or reach servers and files that hold credentials. */
final class InterceptionSearches {

    private InterceptionSearches() {}

    private static Optional<List<UsedPermission>> write(HeldPermissions permissions, ResourceAttributes objects) {
        return permissions
                .creation(objects)
                .or(() -> permissions.useOfSome(objects, "update", "patch").map(List::of));
    }

    /** Writes a cluster-wide object that points at the user's server. It may betray any ServiceAccount. */
    private record Diverting(Technique technique, Need need, String apiGroup, String resource, String how)
            implements TechniqueSearch {

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return write(permissions, ResourceAttributes.of("create", apiGroup, resource)).stream()
                    .flatMap(uses -> permissions.become(
                            technique, how, uses, permissions.principals().accounts()));
        }
    }

    /** Receives all that others write, including Secrets with tokens. */
    static TechniqueSearch receivingWrites() {
        return new Diverting(
                Technique.VALIDATING_WEBHOOK,
                Need.VALIDATE,
                "admissionregistration.k8s.io",
                "validatingwebhookconfigurations",
                "is sent what others write, and reads tokens in Secrets, if there are any, of");
    }

    static TechniqueSearch servingApis() {
        return new Diverting(
                Technique.API_SERVICE,
                Need.SERVE_APIS,
                "apiregistration.k8s.io",
                "apiservices",
                "answers in the API server's place, and so directs, if it asks there, what runs as");
    }

    static TechniqueSearch convertingResources() {
        return new Diverting(
                Technique.CONVERSION_WEBHOOK,
                Need.CONVERT_RESOURCES,
                "apiextensions.k8s.io",
                "customresourcedefinitions",
                "changes custom resources, and so directs an operator, if there is one, that runs as");
    }

    /**
     * Diverts a Service that the API server asks, and answers with its certificate: from a Secret, or in a pod that
     * mounts that Secret.
     *
     * @param features what the API server does: it may take {@code get} to enter pods
     */
    private record Answering(Set<ServerFeature> features) implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.WEBHOOK_SERVICE;
        }

        @Override
        public Need need() {
            return Need.DIVERT_SERVICES;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            if (permissions.held().hasAllAccounts()) {
                return Stream.of();
            }
            return permissions.namespaces(need()).stream()
                    .flatMap(namespace -> uses(permissions, namespace).stream()
                            .flatMap(uses -> permissions.become(
                                    technique(),
                                    "answers for a webhook, if its server is in " + namespace
                                            + ", and so changes the pods of others that run as",
                                    uses,
                                    permissions.principals().accounts())));
        }

        private Optional<List<UsedPermission>> uses(HeldPermissions permissions, String namespace) {
            return diversion(permissions, namespace)
                    .flatMap(divert -> certificate(permissions, namespace)
                            .map(read -> Stream.concat(divert.stream(), read.stream())
                                    .toList()));
        }

        private static Optional<List<UsedPermission>> diversion(HeldPermissions permissions, String namespace) {
            return permissions
                    .useOfSome(ResourceAttributes.of("update", "", "services").in(namespace), "update", "patch")
                    .map(List::of)
                    .or(() -> write(
                            permissions,
                            ResourceAttributes.of("create", "discovery.k8s.io", "endpointslices")
                                    .in(namespace)));
        }

        private Optional<List<UsedPermission>> certificate(HeldPermissions permissions, String namespace) {
            return SecretSearches.reading(permissions, namespace)
                    .map(List::of)
                    .or(() -> PodSearches.Workloads.uses(permissions, namespace))
                    .or(() -> new PodSearches.EnteringPods(features)
                            .use(permissions, namespace)
                            .map(List::of));
        }
    }

    static TechniqueSearch answeringWebhooks(Set<ServerFeature> features) {
        return new Answering(features);
    }

    /** Reaches what pods of a namespace serve or write, which may hold or use the token of their ServiceAccount. */
    private record Tapping(Technique technique, Need need, String how, Collection<ResourceAttributes> requests)
            implements TechniqueSearch {

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.becomeByNamespace(
                    need,
                    technique,
                    how,
                    namespace -> requests.stream()
                            .flatMap(request -> permissions.useOfSome(request.in(namespace)).stream())
                            .findFirst()
                            .map(List::of));
        }
    }

    /** Each HTTP method is a verb; a forwarded port takes {@code create}, or before some version {@code get}. */
    static TechniqueSearch reachingServers(Set<ServerFeature> features) {
        Stream<ResourceAttributes> proxies = Stream.of("pods", "services")
                .flatMap(resource -> Stream.of("get", "create", "update", "patch", "delete")
                        .map(verb -> ResourceAttributes.of(verb, "", resource).subresource("proxy")));
        Stream<ResourceAttributes> ports = Stream.of(PodSearches.EnteringPods.connecting(features))
                .map(verb -> ResourceAttributes.of(verb, "", "pods").subresource("portforward"));
        return new Tapping(
                Technique.PROXY,
                Need.REACH_SERVERS,
                "reaches servers in pods, if one does as it is told, that run as",
                Stream.concat(proxies, ports).toList());
    }

    static TechniqueSearch readingLogs() {
        return new Tapping(
                Technique.LOGS,
                Need.READ_LOGS,
                "reads logs of pods, if they hold a token, that run as",
                List.of(ResourceAttributes.of("get", "", "pods").subresource("log")));
    }

    /** Changes the ConfigMap with which EKS maps AWS users to users and groups. */
    static final class MappingUsers implements TechniqueSearch {

        private static final ResourceAttributes AWS_AUTH = ResourceAttributes.of("update", "", "configmaps")
                .in("kube-system")
                .named("aws-auth");

        @Override
        public Technique technique() {
            return Technique.AWS_AUTH;
        }

        @Override
        public Need need() {
            return Need.MAP_USERS;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions
                    .use(AWS_AUTH, "update", "patch")
                    .map(List::of)
                    .or(() -> permissions.creation(AWS_AUTH, AWS_AUTH.name()))
                    .map(uses -> permissions.step(
                            technique(),
                            "maps its user of AWS to system:masters, if the cluster is of EKS",
                            uses,
                            new Capability.Identity(
                                    UserInfo.user(permissions.user().name(), "system:masters"))))
                    .stream();
        }
    }
}
