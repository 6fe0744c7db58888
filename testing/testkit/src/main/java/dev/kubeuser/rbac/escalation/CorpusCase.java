// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.HostPods;
import dev.kubeuser.rbac.escalation.internal.Risks;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A case of a corpus that others made, as {@code corpora.csv} restates it.
 *
 * @param corpus whose it is
 * @param source the file or chart of the corpus that it restates; empty if theirs has no such subject and goal
 * @param subject who may gain something
 * @param goal what the subject may gain
 * @param says whether the corpus says that the subject gains it
 * @param reason why kubeuser says the opposite; empty if it says the same
 * @param request the request by which the subject gains it, which an API server decides; may be empty
 * @param policy as {@link Policies} reads it
 */
record CorpusCase(
        String corpus,
        String source,
        String subject,
        String goal,
        boolean says,
        String reason,
        String request,
        List<String> policy) {

    private static final Path TABLE = SourceTree.file("extension/policy/src/test/resources/escalation/corpora.csv");

    static List<CorpusCase> all() throws IOException {
        try (Stream<String> lines = Files.lines(TABLE)) {
            return lines.filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(CorpusCase::parse)
                    .toList();
        }
    }

    private static CorpusCase parse(String line) {
        List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
        return new CorpusCase(
                cells.get(0),
                cells.get(1),
                cells.get(2),
                cells.get(3),
                cells.get(4).equals("yes"),
                cells.get(5),
                cells.get(6),
                Stream.of(cells.get(7).split(";", -1)).map(String::strip).toList());
    }

    /** The page that has the figures. */
    static String page() throws IOException {
        return Files.readString(SourceTree.file("docs/development/techniques-elsewhere.md"));
    }

    /** Its row of a corpus, as a pattern. */
    static String row(String corpus, long cases, long different) {
        return "\\| \\[%s\\].* \\| %d \\| %d \\|\\n".formatted(corpus, cases, cases - different);
    }

    /** What kubeuser says, unless a difference is none any more. */
    boolean expected() {
        return says == reason.isEmpty();
    }

    /** Whether the reason is that kubeuser finds it only with steps that depend on the cluster. */
    boolean depends() {
        return reason.startsWith("DEPENDS");
    }

    /** Whether kubeuser says that the subject gains it, by some roles and bindings beside the default ones. */
    boolean isGained(RbacPolicyBuilder objects, Certainty least) {
        RbacPolicy all = DefaultPolicy.of("1.37").addAll(objects).build();
        Escalation escalation = Escalation.of(all).including(least);
        UserInfo user = UserInfo.of(Subject.parse(subject));
        return switch (goal.split(" ", 2)[0]) {
            case "cluster-admin" -> isAdmin(escalation, user);
            case "node" -> isOnNode(escalation.with(HostPods.admittedOutside(Set.of())), user);
            case "guarded-node" ->
                isOnNode(
                        escalation.with(HostPods.admittedOutside(
                                Set.of(Subject.parse(subject).namespace()))),
                        user);
            case "risk" ->
                (goal.equals("risk") && isAdmin(escalation, user))
                        || Risks.in(all).of(user).stream()
                                .anyMatch(found -> ("risk " + found.risk().name()).startsWith(goal));
            case "Role", "ClusterRole" ->
                escalation.find(user, new Goal.Role(RoleReference.parse(goal))).isPresent();
            default ->
                escalation.find(user, new Goal.Identity(Subject.parse(goal))).isPresent();
        };
    }

    private static boolean isAdmin(Escalation escalation, UserInfo user) {
        return escalation.find(user, new Goal.ClusterAdmin()).isPresent();
    }

    private static boolean isOnNode(Escalation escalation, UserInfo user) {
        return isAdmin(escalation.ignoring(EnumSet.complementOf(EnumSet.of(Technique.HOST_POD))), user);
    }

    @Override
    public String toString() {
        return "%s, %s: %s gains %s".formatted(corpus, source, subject, goal);
    }
}
