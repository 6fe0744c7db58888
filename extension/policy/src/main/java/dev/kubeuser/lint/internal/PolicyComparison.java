// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.KubeUserException;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.MissingSource;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.EffectiveRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Two policies, of which one replaces the other. Immutable and thread-safe. */
public final class PolicyComparison {

    /** Manifests hold an object; every cluster has this one. */
    private static final String NOTHING = "{apiVersion: v1, kind: Namespace, metadata: {name: default}}";

    private final Side before;
    private final Side after;

    private final List<String> lost;

    private PolicyComparison(Side before, Side after) {
        this(before, after, List.of());
    }

    private PolicyComparison(Side before, Side after, List<String> lost) {
        this.before = before;
        this.after = after;
        this.lost = List.copyOf(lost);
    }

    /**
     * One of the policies.
     *
     * @param name what it is, in words
     * @param inForce makes the policy that is in force with them, which of a large one takes seconds
     */
    private record Side(String name, Supplier<EffectivePolicy> inForce) {

        static Side of(List<String> sources, Manifests manifests, List<ManifestObject> others) {
            KubernetesVersion newest = KnownVersions.read().standard();
            return new Side(String.join(", ", sources), () -> EffectivePolicy.of(manifests, others, newest));
        }

        static Side of(Manifests manifests, List<ManifestObject> others, KubernetesVersion version) {
            return new Side("Kubernetes " + version, () -> EffectivePolicy.of(manifests, others, version));
        }

        EffectiveRole roles(String text) {
            EffectivePolicy policy = inForce.get();
            return EffectiveRole.sum(Stream.of(text.split("\\+", -1))
                    .map(each -> role(each, policy))
                    .toList());
        }

        private EffectiveRole role(String text, EffectivePolicy policy) {
            String[] parts = text.split(" in ", 2);
            EffectiveRole role = EffectiveRole.of(policy, name, parts[0]);
            return parts.length == 1 ? role : role.in(parts[1]);
        }

        EffectiveRole account(String text) {
            return EffectiveRole.ofAccount(inForce.get(), name, text);
        }
    }

    /**
     * Two revisions of a Git repository, as in {@code git:main..HEAD}.
     *
     * @param before the earlier one
     * @param after the later one
     */
    private record RevisionRange(String before, String after) {

        private static final String PREFIX = "git:";
        private static final Pattern AT = Pattern.compile("^git:[^:]*:");
        private static final Pattern RANGE = Pattern.compile("git:(?<before>[^:]*?)(?<dots>\\.{2,3})(?<after>[^:]*)");

        /**
         * {@return the range that an operand names; empty if it is a source}
         *
         * @throws IllegalArgumentException if it has three dots
         */
        static Optional<RevisionRange> parse(String operand) {
            Matcher range = RANGE.matcher(operand);
            if (!range.matches()) {
                return Optional.empty();
            }
            if (range.group("dots").length() > 2) {
                throw new IllegalArgumentException(
                        operand + " begins where two branches parted: name that revision, as in git:"
                                + "$(git merge-base " + range.group("before") + " " + range.group("after") + ").."
                                + range.group("after"));
            }
            return Optional.of(new RevisionRange(head(range.group("before")), head(range.group("after"))));
        }

        /** Git means the same by leaving one out. */
        private static String head(String revision) {
            return revision.isEmpty() ? "HEAD" : revision;
        }

        List<String> before(List<String> sources) {
            return at(before, sources);
        }

        List<String> after(List<String> sources) {
            return at(after, sources);
        }

        /** {@return a source without its revision: the same place in two revisions, or in one and the files} */
        static String place(String source) {
            return AT.matcher(source).replaceFirst("");
        }

        private static List<String> at(String revision, List<String> sources) {
            return sources.stream()
                    .map(source -> PREFIX + revision + ":" + source)
                    .toList();
        }
    }

    /**
     * Reads two policies.
     *
     * @param operands the source of each, or two revisions as in {@code git:main..HEAD} and what is read at both
     * @param reader reads sources
     * @param others objects of the cluster, of which only the roles count, on both sides
     * @return what is to be compared
     * @throws IllegalArgumentException if the operands are not two policies
     * @throws ManifestException if a file cannot be read or is malformed; the message names it. One of two revisions
     *     may lack a source
     */
    public static PolicyComparison read(
            List<String> operands, Function<List<String>, Manifests> reader, List<ManifestObject> others) {
        Optional<RevisionRange> range = RevisionRange.parse(operands.get(0));
        if (range.isPresent()) {
            List<String> sources = operands.subList(1, operands.size());
            if (sources.isEmpty()) {
                throw new IllegalArgumentException(
                        operands.get(0) + " is two revisions: name also what to read at both, as in deploy/");
            }
            return of(range.get().before(sources), range.get().after(sources), reader, others);
        }
        if (operands.size() != 2) {
            throw new IllegalArgumentException("two policies are compared, and there "
                    + (operands.size() == 1 ? "is one" : "are " + operands.size())
                    + ": name a file or a directory for each, two revisions as in git:main..HEAD, or two versions by"
                    + " --kubernetes");
        }
        List<String> before = operands.subList(0, 1);
        List<String> after = operands.subList(1, 2);
        return RevisionRange.place(before.get(0)).equals(RevisionRange.place(after.get(0)))
                ? of(before, after, reader, others)
                : new PolicyComparison(
                        Side.of(before, reader.apply(before), others), Side.of(after, reader.apply(after), others));
    }

    /** A change may add a source, and then all that it grants is gained; or take it away, and then that is lost. */
    private static PolicyComparison of(
            List<String> before,
            List<String> after,
            Function<List<String>, Manifests> reader,
            List<ManifestObject> others) {
        FoundSources earlier = FoundSources.read(before, reader, others);
        FoundSources later = FoundSources.read(after, reader, others);
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            ManifestException missing = later.missing().get(after.get(i));
            if (missing != null) {
                // Neither side has it: a typo must not make a comparison pass.
                if (earlier.missing().containsKey(before.get(i))) {
                    throw missing;
                }
                lost.add(missing.getMessage() + ". All that it granted before is lost; if it has moved, name its new"
                        + " place, too");
            }
        }
        return new PolicyComparison(earlier.side(), later.side(), lost);
    }

    /**
     * What is there of some sources.
     *
     * @param side the policy that they make
     * @param missing why the others are not there
     */
    private record FoundSources(Side side, Map<String, ManifestException> missing) {

        static FoundSources read(
                List<String> sources, Function<List<String>, Manifests> reader, List<ManifestObject> others) {
            List<String> left = new ArrayList<>(sources);
            Map<String, ManifestException> missing = new HashMap<>();
            while (!left.isEmpty()) {
                try {
                    return new FoundSources(Side.of(left, reader.apply(left), others), missing);
                } catch (ManifestException failure) {
                    List<String> gone = gone(failure, left);
                    gone.forEach(source -> missing.put(source, failure));
                    left.removeAll(gone);
                }
            }
            return new FoundSources(
                    Side.of(
                            List.of(String.join(", ", sources) + " (not there)"),
                            Manifests.parse("nothing", NOTHING),
                            others),
                    missing);
        }

        private static List<String> gone(ManifestException failure, List<String> left) {
            if (failure.getCause() instanceof MissingSource missing) {
                if (missing.source().isEmpty()) {
                    return List.copyOf(left);
                }
                if (left.contains(missing.source())) {
                    return List.of(missing.source());
                }
            }
            throw failure;
        }
    }

    /**
     * Reads a policy, which is in force on one version of Kubernetes before, and on another one after. No cluster is
     * started.
     *
     * @param manifests reads all of the policy, once the versions are known
     * @param others objects of the cluster, of which only the roles count
     * @param before the minor before
     * @param after the minor after
     * @return what is to be compared
     * @throws IllegalArgumentException if this release does not know one of the minors; the message lists those that it
     *     knows
     * @throws ManifestException if a file cannot be read or is malformed; the message names it
     */
    public static PolicyComparison ofUpgrade(
            Supplier<Manifests> manifests,
            List<ManifestObject> others,
            KubernetesVersion before,
            KubernetesVersion after) {
        KnownVersions known = KnownVersions.read();
        KubernetesVersion from = known.requireMinor(before);
        KubernetesVersion to = known.requireMinor(after);
        Manifests read = manifests.get();
        return new PolicyComparison(Side.of(read, others, from), Side.of(read, others, to));
    }

    /**
     * Reads a policy from files, as it would be in force on the version of a cluster, to compare it with the one of
     * that cluster.
     *
     * @param sources all files of the policy
     * @param manifests what is in them
     * @param cluster what the cluster is, in words
     * @param found its roles and bindings
     * @param serverVersion the version of its API server, for example {@code v1.37.2}
     * @return what is to be compared
     * @throws ManifestException if a file cannot be read or is malformed; the message names it
     */
    public static PolicyComparison withCluster(
            List<String> sources, Manifests manifests, String cluster, RbacPolicy found, String serverVersion) {
        KnownVersions known = KnownVersions.read();
        KubernetesVersion version =
                KubernetesVersion.find(serverVersion).map(known::nearestMinor).orElseGet(known::standard);
        return new PolicyComparison(
                new Side(String.join(", ", sources), () -> EffectivePolicy.of(manifests, version)),
                new Side(cluster, () -> EffectivePolicy.of(found, version)));
    }

    /** {@return a sentence about each source that the policy before has and the policy after does not} */
    public List<String> lostSources() {
        return lost;
    }

    /**
     * {@return what each subject gains and loses, by whatever roles and bindings, and what {@code view}, {@code edit},
     * {@code admin} and the roles gain and lose that no binding of the files gives anybody}
     *
     * @param accepted the accepted changes, each of which is noted as used
     */
    public ChangeReport accessChanges(AcceptedChanges accepted) {
        return new EffectiveChanges(before.inForce().get(), after.inForce().get(), accepted)
                .between(before.name(), after.name());
    }

    /**
     * {@return what one role of the policy after allows and one of the policy before does not, and the reverse, by
     * whatever rules}
     *
     * @param earlier the name of the role before, as for {@link EffectivePolicy#role}; with {@code in dev} behind it,
     *     what a RoleBinding there gives; several, with {@code +} between them, are added up
     * @param later the name of the role after, in the same form
     * @param accepted the accepted changes, each of which is noted as used
     * @throws KubeUserException if a policy has no such role, or several
     */
    public ChangeReport roleChanges(String earlier, String later, AcceptedChanges accepted) {
        return new RoleChanges(before.roles(earlier), after.roles(later), accepted)
                .between(before.name(), after.name());
    }

    /**
     * {@return what a ServiceAccount is allowed by all its bindings after and not before, and the reverse}
     *
     * @param earlier the account before, as in {@code shops/operator}
     * @param later the account after
     * @param accepted the accepted changes, each of which is noted as used
     * @throws KubeUserException if no binding of a policy names the account, or if one gives a role that is not there
     */
    public ChangeReport accountChanges(String earlier, String later, AcceptedChanges accepted) {
        return new RoleChanges(before.account(earlier), after.account(later), accepted)
                .between(before.name(), after.name());
    }
}
