// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import dev.kubeuser.cluster.ClusterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link ClusterSpec} as arguments of {@code k3s server}. Without an agent no pods run, so everything that runs in
 * pods or serves them is off.
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

    List<String> arguments() {
        List<String> command = new ArrayList<>(List.of("server", "--disable=traefik"));
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
        switch (spec.anonymousAuth()) {
            case DEFAULT -> {}
            case ENABLED -> arguments.add("anonymous-auth=true");
            case DISABLED -> arguments.add("anonymous-auth=false");
        }
        // Readers of the audit log read only one file, however large.
        arguments.add("audit-log-maxsize=0");
        arguments.addAll(spec.apiserverArguments());
        arguments.forEach(argument -> command.add("--kube-apiserver-arg=" + argument));
    }
}
