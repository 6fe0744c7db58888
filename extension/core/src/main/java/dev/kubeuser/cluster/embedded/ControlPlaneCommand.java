// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Workloads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@link ClusterSpec} as a command line of the control-plane program. */
record ControlPlaneCommand(Path program, Path directory, ClusterSpec spec) {

    List<String> arguments() {
        return arguments("--data-dir=" + directory);
    }

    /** Starts nothing: checks by which file the API server authenticates. */
    List<String> check() {
        return arguments("--check-authentication");
    }

    private List<String> arguments(String first) {
        List<String> command = new ArrayList<>(List.of(program.toString(), first));
        command.add("--v=" + spec.launch().logVerbosity());
        addAnonymousAuth(command, spec.anonymousAuth());
        spec.extraSans().forEach(san -> command.add("--tls-san=" + san));
        spec.apiserverArguments().forEach(argument -> command.add("--apiserver-arg=" + argument));
        Duration signing = spec.signingDuration();
        if (signing != null) {
            command.add("--cluster-signing-duration=" + signing.toSeconds() + "s");
        }
        addWorkloads(command, spec);
        if (spec.keepsGarbage()) {
            command.add("--keep-garbage");
        }
        if (spec.launch().keep()) {
            command.add("--keep-running");
        }
        return command.stream().map(HostSystem.current()::argument).toList();
    }

    private static void addWorkloads(List<String> command, ClusterSpec spec) {
        if (spec.workloads() == Workloads.SIMULATED) {
            command.add("--workloads=simulated");
        }
        Duration readyAfter = spec.readyAfter();
        if (readyAfter != null) {
            command.add("--workloads-ready-after=" + readyAfter.toMillis() + "ms");
        }
    }

    private static void addAnonymousAuth(List<String> command, AnonymousAuth anonymousAuth) {
        switch (anonymousAuth) {
            case DEFAULT -> {}
            case ENABLED -> command.add("--anonymous-auth=true");
            case DISABLED -> command.add("--anonymous-auth=false");
        }
    }
}
