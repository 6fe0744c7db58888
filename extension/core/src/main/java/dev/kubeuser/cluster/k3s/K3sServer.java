// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.LogTail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.TestcontainersConfiguration;

/** Sets up the container of Testcontainers' k3s module as a server for access tests, without a node or privileges. */
final class K3sServer {

    /**
     * Logs the user, the request and the authorizers' decision, once for each request. Logs bodies only of what users
     * write of roles, bindings and certificates, which has additional checks, and of what they ask about access, on
     * which they may rely. Nothing of it is secret. The embedded control plane has the same policy.
     */
    static final String AUDIT_POLICY = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitManagedFields: true
        omitStages: [RequestReceived]
        rules:
        - level: None
          users: [system:apiserver, system:kube-controller-manager]
        - level: Metadata
          userGroups: [system:masters]
        - level: RequestResponse
          verbs: [create, update, patch]
          resources:
          - group: rbac.authorization.k8s.io
            resources: [roles, rolebindings, clusterroles, clusterrolebindings]
          - group: certificates.k8s.io
            resources: [certificatesigningrequests, certificatesigningrequests/approval, \
        certificatesigningrequests/status, podcertificaterequests/status, clustertrustbundles]
          - group: admissionregistration.k8s.io
            resources: [validatingadmissionpolicies, validatingadmissionpolicybindings, \
        mutatingadmissionpolicies, mutatingadmissionpolicybindings]
          - group: authorization.k8s.io
            resources: [selfsubjectaccessreviews, selfsubjectrulesreviews, localsubjectaccessreviews, \
        subjectaccessreviews]
        - level: Metadata
        """;

    private static final System.Logger LOG = System.getLogger(K3sServer.class.getName());

    /** The label that names the JVM that owns a container. */
    private static final String OWNER = "dev.kubeuser.process";

    /** The kernel's message about a program for another machine. */
    private static final String OTHER_MACHINE = "exec format error";

    private static final String NEVER_RUN = "created";

    /** A part of the engine's answer: the state of a container. */
    private static final Pattern SEEN =
            Pattern.compile("\\.ContainerState\\([^)]*\\brunning=(true|false),[^)]*\\bexitCode=(\\d+),");

    private static final int KILLED = 128 + 9;
    private static final String REFUSED = "the container engine says: ";
    private static final Pattern SAID = Pattern.compile("\"message\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private K3sServer() {}

    static K3sContainer container(ClusterSpec spec, K3sStart.Progress progress) {
        K3sContainer container = new K3sContainer(K3sImage.parse(K3sImage.of(spec)));
        String host = DockerClientFactory.instance().dockerHostIpAddress();
        container.withCommand(new K3sCommand(spec, host).arguments().toArray(String[]::new));
        container.withCopyToContainer(Transferable.of(AUDIT_POLICY), K3sCommand.AUDIT_POLICY);
        container.withLogConsumer(frame -> progress.log().add(frame.getUtf8StringWithoutLineEnding()));
        container.waitingFor(new ReadinessWait(spec.launch(), progress));
        if (!spec.k3sAgent()) {
            dropPrivileges(container);
        }
        if (spec.launch().keep()) {
            requireReuse();
            container.withReuse(true);
        } else {
            container.withLabel(OWNER, ProcessMark.ofThisJvm().inName());
        }
        return container;
    }

    /** Only a node needs the privileges and the host's control groups that the module gives a container. */
    private static void dropPrivileges(K3sContainer container) {
        container.withPrivilegedMode(false);
        container.setBinds(new ArrayList<>());
        container.withCreateContainerCmdModifier(
                command -> command.getHostConfig().withCgroupnsMode(null));
    }

    /** Testcontainers removes a container with its JVM unless the user allows reuse. */
    private static void requireReuse() {
        if (!TestcontainersConfiguration.getInstance().environmentSupportsReuse()) {
            throw new ClusterException(
                    "kubeuser.keep cannot keep a k3s container, because Testcontainers removes it: put"
                            + " testcontainers.reuse.enable=true into ~/.testcontainers.properties, set"
                            + " TESTCONTAINERS_REUSE_ENABLE=true in the environment, or use"
                            + " kubeuser.cluster=embedded");
        }
    }

    /**
     * Removes containers of killed JVMs of this machine. Testcontainers' reaper removes them at once, unless it is
     * disabled or was killed too. A container that cannot be removed does not prevent a start.
     */
    static void removeOrphans() {
        DockerClient engine = DockerClientFactory.lazyClient();
        try {
            List<Container> owned = engine.listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(OWNER))
                    .exec();
            for (Container container : owned) {
                if (ProcessMark.hasEnded(container.getLabels().getOrDefault(OWNER, ""))) {
                    engine.removeContainerCmd(container.getId())
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec();
                }
            }
        } catch (DockerException failure) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: a container of a killed JVM cannot be removed", failure);
        }
    }

    /** Ends and removes a container. Testcontainers reports no failure, so this asks the engine afterwards. */
    static void remove(K3sContainer container) {
        String id = container.getContainerId();
        try {
            container.stop();
            DockerClientFactory.lazyClient().inspectContainerCmd(id).exec();
        } catch (NotFoundException removed) {
            return;
        } catch (RuntimeException failure) {
            throw notRemoved(id, "the container engine failed, " + failure.getMessage());
        }
        throw notRemoved(id, "it is still there");
    }

    static ClusterException notRemoved(String id, @Nullable String obstacle) {
        return new ClusterException(
                "The k3s container could not be removed: " + obstacle + ". Remove it with docker rm -f " + id);
    }

    /** Removes a container whose start has failed or was given up. Returns the failure, which comes first. */
    static ClusterException endAfter(K3sContainer container, ClusterException failure) {
        boolean isInterrupted = Thread.interrupted(); // an interrupted thread cannot talk to the engine
        try {
            container.stop();
        } catch (RuntimeException left) {
            failure.addSuppressed(left);
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return failure;
    }

    /**
     * Returns why k3s did not start.
     *
     * @param container in which it should run; {@code null} if there is none yet
     */
    static ClusterException startFailure(
            ClusterSpec spec, @Nullable K3sContainer container, LogTail log, Exception failure) {
        if (failure instanceof ClusterException known) {
            return known;
        }
        String reason = reason(failure).orElseGet(() -> fate(container, root(failure)));
        String advice = "";
        if ((reason + log.describe()).contains(OTHER_MACHINE)) {
            advice = " The image is for another architecture than the engine's machine: let kubeuser.k3s.image name one"
                    + " for it, or remove it so that it is pulled.";
        } else if (reason.startsWith(REFUSED)) {
            advice = " Mend that, let DOCKER_HOST name another engine, or set kubeuser.cluster=embedded to run without"
                    + " containers.";
        }
        return new ClusterException(
                "k3s from the image " + K3sImage.of(spec) + " did not start: " + reason + "." + advice + log.describe(),
                failure);
    }

    private static Stream<Throwable> causes(Exception failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause);
    }

    private static Throwable root(Exception failure) {
        return causes(failure).reduce((outer, inner) -> inner).orElse(failure);
    }

    /** The message of the start itself, beneath those that only say that a container failed. */
    private static Optional<String> reason(Exception failure) {
        return causes(failure)
                .map(Throwable::getMessage)
                .filter(message ->
                        message != null && (message.startsWith("k3s was") || message.startsWith("the container")))
                .findFirst();
    }

    /**
     * What became of a container that Testcontainers gave up: it does not say that, nor that no port can be reached.
     */
    private static String fate(@Nullable K3sContainer container, Throwable failure) {
        if (container == null || container.getContainerId() == null || failure instanceof DockerException) {
            return lastSeen(failure).orElseGet(() -> ofEngine(failure));
        }
        try {
            InspectContainerResponse.ContainerState state =
                    container.getCurrentContainerInfo().getState();
            if (Boolean.TRUE.equals(state.getRunning())) {
                return container.getContainerInfo() == null
                        ? "none of the container's ports can be reached"
                        : ofEngine(failure);
            }
            return NEVER_RUN.equals(state.getStatus()) ? ofEngine(failure) : ended(state);
        } catch (RuntimeException silent) {
            return ofEngine(failure);
        }
    }

    /**
     * What became of a container before its ports were known: Testcontainers has removed it, and its message has all
     * that the engine reported.
     */
    private static Optional<String> lastSeen(Throwable failure) {
        Matcher seen = SEEN.matcher(String.valueOf(failure.getMessage()));
        if (!seen.find()) {
            return Optional.empty();
        }
        return Optional.of(
                seen.group(1).equals("true")
                        ? "the engine gave the container no ports"
                        : ended(Long.valueOf(seen.group(2)), false));
    }

    /**
     * How a container ended, as far as the engine reports it. The wait and Testcontainers say the same: which of them
     * sees it first is chance.
     */
    static String ended(InspectContainerResponse.ContainerState state) {
        return ended(state.getExitCodeLong(), Boolean.TRUE.equals(state.getOOMKilled()));
    }

    static String ended(@Nullable Long exitCode, boolean isOutOfMemory) {
        String exit = exitCode == null ? "" : " with exit code " + exitCode;
        if (isOutOfMemory || (exitCode != null && exitCode == KILLED)) {
            exit += ", killed as the kernel does where memory is short (k3s needs 400 MB)";
        }
        return "the container ended" + exit + " while k3s was starting";
    }

    /** The engine's message, without the JSON around it. */
    private static String ofEngine(Throwable failure) {
        if (failure instanceof NotFoundException) {
            return "the container ended, and was removed";
        }
        String message = String.valueOf(failure.getMessage()).strip();
        if (failure instanceof DockerException) {
            Matcher said = SAID.matcher(message);
            return REFUSED + (said.find() ? said.group(1).replace("\\\"", "\"") : message);
        }
        return message;
    }

    /**
     * A {@link ClusterSpec} as arguments of {@code k3s server}. Without an agent no pods run, so everything that runs
     * in pods or serves them is off.
     *
     * @see <a href="https://docs.k3s.io/cli/server">k3s server</a>
     */
    record K3sCommand(ClusterSpec spec, String host) {

        static final String AUDIT_LOG = "/var/lib/rancher/k3s/server/logs/audit.log";
        static final String AUDIT_POLICY = "/var/lib/rancher/k3s/server/audit-policy.yaml";

        private static final List<String> WITHOUT_AGENT = List.of(
                "--disable-agent",
                "--disable=coredns,servicelb,local-storage,metrics-server",
                "--disable-network-policy",
                "--disable-helm-controller",
                "--disable-cloud-controller",
                "--disable-kube-proxy",
                "--disable-scheduler",
                "--flannel-backend=none",
                "--kube-controller-manager-arg=allocate-node-cidrs=false",
                "--egress-selector-mode=disabled");

        /**
         * By default the client of the controller manager sends 20 requests a second, and most of a start is spent on
         * waiting for its turn.
         */
        private static final List<String> QUICK_CONTROLLERS = List.of(
                "--kube-controller-manager-arg=kube-api-qps=500", "--kube-controller-manager-arg=kube-api-burst=1000");

        List<String> arguments() {
            List<String> command = new ArrayList<>(List.of("server", "--disable=traefik"));
            command.addAll(QUICK_CONTROLLERS);
            if (!spec.k3sAgent()) {
                command.addAll(WITHOUT_AGENT);
            }
            addNames(command);
            addApiserverArguments(command);
            Duration signing = spec.signingDuration();
            if (signing != null) {
                command.add("--kube-controller-manager-arg=cluster-signing-duration=" + signing.toSeconds() + "s");
            }
            return command;
        }

        private void addNames(List<String> command) {
            for (String name : List.of(
                    host,
                    "kubernetes",
                    "kubernetes.default",
                    "kubernetes.default.svc",
                    "kubernetes.default.svc.cluster.local",
                    "localhost")) {
                command.add("--tls-san=" + name);
            }
            spec.extraSans().forEach(name -> command.add("--tls-san=" + name));
        }

        private void addApiserverArguments(List<String> command) {
            List<String> arguments =
                    new ArrayList<>(List.of("audit-log-path=" + AUDIT_LOG, "audit-policy-file=" + AUDIT_POLICY));
            AnonymousAuth anonymous = spec.anonymousAuth();
            if (anonymous != null) {
                arguments.add("anonymous-auth=" + (anonymous == AnonymousAuth.ENABLED));
            }
            // Readers of the audit log read only one file, however large.
            arguments.add("audit-log-maxsize=0");
            arguments.addAll(spec.apiserverArguments());
            arguments.forEach(argument -> command.add("--kube-apiserver-arg=" + argument));
        }
    }
}
