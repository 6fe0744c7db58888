// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.cli.FirstTable.SubjectDraft;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.HostPods;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.table.internal.YamlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * First tests of a policy: what it grants today, the riskiest first, as a table of access. They pass as generated, and
 * have to be reviewed. No cluster is needed to write them. Immutable and thread-safe.
 */
final class FirstTests {

    /** More is not reviewed. */
    private static final int MAX_LINES = 200;

    private static final int MAX_LINES_OF_SUBJECT = 40;
    private static final int DENIED_OF_SUBJECT = 2;
    private static final String MASTERS = "system:masters";
    private static final Path TABLE = Path.of("access.yaml");

    private final EffectivePolicy policy;
    private final GrantsToday grants;

    private FirstTests(Manifests manifests) {
        this.policy = EffectivePolicy.of(manifests);
        this.grants = new GrantsToday(policy, Discovery.with(manifests));
    }

    /**
     * {@return first tests of a policy}
     *
     * @param manifests with roles and bindings, and with CustomResourceDefinitions and Namespaces
     */
    static FirstTests of(Manifests manifests) {
        return new FirstTests(manifests);
    }

    /**
     * Writes {@code access.yaml}.
     *
     * @param directory the directory, which is created if it is missing
     * @return what was written, and what was left out, in lines
     * @throws IllegalArgumentException if the policy grants nothing to any subject, or the file exists: it is not
     *     replaced
     * @throws UncheckedIOException if the file cannot be written
     */
    List<String> write(Path directory) {
        Path table = directory.resolve(TABLE);
        if (Files.exists(table, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException(Printable.text(table.toString())
                    + " exists, and is not replaced: move it away, or name another directory");
        }
        List<String> notes = new ArrayList<>();
        List<SubjectDraft> drafts = drafts(notes);
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("the bindings in these files give nobody anything that Kubernetes knows,"
                    + " so there is nothing to write; are all files of the policy named?");
        }
        List<Subject> subjects = drafts.stream().map(SubjectDraft::subject).toList();
        List<String> told = new ArrayList<>();
        told.add(write(table, new FirstTable(drafts, secretReaders(), powerless(subjects)).text(notes)));
        told.addAll(notes);
        return told;
    }

    private static String write(Path file, String text) {
        try {
            TextFile.requireNoLink(file);
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return Printable.text(file.toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    Printable.text(file.toString()) + " could not be written: " + TextFile.reason(failure), failure);
        }
    }

    private List<SubjectDraft> drafts(List<String> notes) {
        Set<UserInfo> admins = admins(HostPods.refusedEverywhere());
        List<SubjectDraft> all = granted().entrySet().stream()
                .map(granted -> new SubjectDraft(
                        granted.getKey(), admins.contains(UserInfo.of(granted.getKey())), granted.getValue()))
                .sorted(Comparator.comparingInt(SubjectDraft::rank))
                .toList();
        List<SubjectDraft> kept = new ArrayList<>();
        int left = MAX_LINES;
        int linesLeftOut = 0;
        int subjectsLeftOut = 0;
        for (SubjectDraft whole : all) {
            List<DraftCase> denied =
                    grants.denied(whole.subject(), DENIED_OF_SUBJECT).toList();
            List<DraftCase> first = first(whole.cases(), Math.min(left - denied.size(), MAX_LINES_OF_SUBJECT));
            if (first.isEmpty()) {
                subjectsLeftOut++;
                linesLeftOut += whole.size();
                continue;
            }
            SubjectDraft draft = new SubjectDraft(
                    whole.subject(),
                    whole.canBecomeAdmin(),
                    Stream.concat(first.stream(), denied.stream()).toList());
            kept.add(draft);
            left -= draft.size();
            linesLeftOut += whole.size() - draft.size() + denied.size();
        }
        if (linesLeftOut > 0) {
            notes.add("Left out: " + Counted.of(linesLeftOut, "more line") + " of what is granted"
                    + (subjectsLeftOut == 0 ? "" : ", all of those of " + Counted.of(subjectsLeftOut, "subject"))
                    + "; kubeuser test --golden has all.");
        }
        unknown().ifPresent(notes::add);
        long unnamable = policy.written().bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .distinct()
                .filter(subject -> !isNamable(subject))
                .count();
        if (unnamable > 0) {
            notes.add("Left out: " + Counted.of(unnamable, "subject") + " whose name no table can have.");
        }
        return kept;
    }

    /** The first cases that are no more than so many lines. */
    private static List<DraftCase> first(List<DraftCase> cases, int most) {
        List<DraftCase> first = new ArrayList<>();
        int lines = 0;
        for (DraftCase each : cases) {
            lines += each.size();
            if (lines > most) {
                break;
            }
            first.add(each);
        }
        return first;
    }

    private Map<Subject, List<DraftCase>> granted() {
        Map<Subject, List<DraftCase>> bySubject = new LinkedHashMap<>();
        for (RbacBinding binding : policy.written().bindings()) {
            binding.subjects().stream()
                    .filter(subject -> !isMaster(subject) && isNamable(subject))
                    .forEach(subject -> bySubject
                            .computeIfAbsent(subject, first -> new ArrayList<>())
                            .addAll(grants.by(binding, subject)));
        }
        bySubject.values().removeIf(List::isEmpty);
        bySubject.replaceAll((subject, cases) ->
                cases.stream().sorted(Comparator.comparingInt(DraftCase::rank)).toList());
        return bySubject;
    }

    /** Its members may do everything, whatever a policy grants. */
    private static boolean isMaster(Subject subject) {
        return subject.name().equals(MASTERS);
    }

    private static boolean isNamable(Subject subject) {
        return Subject.find(YamlText.name(subject)).filter(subject::equals).isPresent();
    }

    private Optional<String> unknown() {
        List<String> roles = policy.written().bindings().stream()
                .filter(binding -> binding.roleRef() == null
                        || policy.rbac().role(binding.roleRef()).isEmpty())
                .map(binding -> binding.id().toString())
                .toList();
        return roles.isEmpty()
                ? Optional.empty()
                : Optional.of("Not known: what " + Counted.of(roles.size(), "binding")
                        + " to roles that are not in the files give.");
    }

    /** {@return who reads Secrets; {@code null} if a table cannot name them} */
    private @Nullable List<Subject> secretReaders() {
        RequestSet read = RequestSet.ofResources(
                        List.of("get", "list", "watch"), List.of(""), List.of("secrets"), List.of())
                .outside(Set.of(""));
        List<Subject> readers = policy.subjects().stream()
                .filter(subject -> !isMaster(subject))
                .filter(subject -> policy.bindingsOf(subject).stream()
                        .anyMatch(binding -> !policy.requestsBeyondDefaults(binding, subject)
                                .intersection(read)
                                .isEmpty()))
                .toList();
        return readers.stream().allMatch(FirstTests::isNamable) ? readers : null;
    }

    /** The subjects that cannot become cluster-admin even where pods reach their node. */
    private List<Subject> powerless(List<Subject> subjects) {
        Set<UserInfo> admins = admins(new HostPods() {
            @Override
            public Answer in(String namespace) {
                return Answer.ADMITTED;
            }

            @Override
            public Set<String> namespaces() {
                return Set.of("default", "kube-system");
            }
        });
        return subjects.stream()
                .filter(subject -> !admins.contains(UserInfo.of(subject)))
                .toList();
    }

    private Set<UserInfo> admins(HostPods pods) {
        List<UserInfo> users = policy.written().bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .map(UserInfo::of)
                .distinct()
                .toList();
        return policy.escalation()
                .with(pods)
                .findAll(users, new Goal.ClusterAdmin())
                .keySet();
    }
}
