// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.gradle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gradle.api.file.FileSystemLocation;
import org.gradle.api.file.RegularFileProperty;
import org.gradle.api.provider.Property;
import org.gradle.api.provider.Provider;

/**
 * The block {@code kubeuser} of a build script: what all tests of the build together have to prove. What is not set is
 * not required.
 */
public abstract class KubeUserExtension {

    /** {@return how many of the policy's permissions have to be covered, in whole percent} */
    public abstract Property<Integer> getCoverage();

    /** {@return how many mutants have to be killed, in whole percent} */
    public abstract Property<Integer> getMutationScore();

    /** {@return a file with the risky permissions and escalation paths that the policy may have} */
    public abstract RegularFileProperty getAcceptedRisks();

    /**
     * {@return whether no subject of the policy may be able to become cluster-admin, by a path that is not accepted}
     */
    public abstract Property<Boolean> getNoEscalation();

    /** {@return whether each request that is refused has to be expected by its test} */
    public abstract Property<Boolean> getNoDenials();

    /** {@return how long the judging of mutants may take, as in {@code 60s}; any time by default} */
    public abstract Property<String> getProofLimit();

    /** Returns what is required, as options of the command line. */
    List<String> required() {
        List<String> options = new ArrayList<>();
        add(options, "--coverage", getCoverage());
        add(options, "--mutation-score", getMutationScore());
        add(options, "--accepted-risks", getAcceptedRisks().map(FileSystemLocation::getAsFile));
        if (getNoEscalation().getOrElse(false)) {
            options.add("--no-escalation");
        }
        if (getNoDenials().getOrElse(false)) {
            options.add("--no-denials");
        }
        return options;
    }

    /** Returns the options of the command line that this block stands for. */
    List<String> options() {
        List<String> options = required();
        add(options, "--proof-limit", getProofLimit());
        return options;
    }

    private static void add(List<String> options, String name, Provider<?> value) {
        Optional.ofNullable(value.getOrNull()).ifPresent(given -> options.addAll(List.of(name, given.toString())));
    }
}
