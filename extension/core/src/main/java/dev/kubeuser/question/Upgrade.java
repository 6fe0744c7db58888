// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.base.internal.MarkdownCell;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.request.ResourceName;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What an upgrade of Kubernetes, or a downgrade, changes for a policy: who gains or loses access, how the default roles
 * and bindings change, what the API server serves and checks. Made by an {@link UpgradeComparison}.
 *
 * @param before the earlier version without its patch, for example {@code 1.34}
 * @param after the later version, for example {@code 1.37}
 * @param access the access that subjects gain or lose
 * @param policy how roles and bindings differ
 * @param served the resources and verbs that only one version has
 * @param checks what only one of the versions does when it authorizes requests
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Upgrade(
        String before,
        String after,
        List<AccessChange> access,
        PolicyDifference policy,
        List<ServedChange> served,
        List<ServerFeature> checks) {

    /** Copies the lists. */
    public Upgrade {
        access = List.copyOf(access);
        served = List.copyOf(served);
        checks = List.copyOf(checks);
    }

    /** {@return whether no subject gains or loses access; roles that no binding grants may still change} */
    public boolean changesNoAccess() {
        return access.isEmpty();
    }

    /** {@return all changes as tables in Markdown, the same for the same clusters} */
    public String markdown() {
        String title = "# From Kubernetes " + before + " to " + after + "\n";
        return sections()
                .map(section ->
                        "\n## " + section.title() + "\n\n" + (section.rows().isEmpty() ? "Nothing.\n" : table(section)))
                .collect(Collectors.joining("", title, ""));
    }

    /** {@return all changes in lines, for a terminal} */
    public String text() {
        String title = "From Kubernetes " + before + " to " + after + "\n";
        return sections()
                .map(section -> "\n" + section.title() + ":\n" + lines(section))
                .collect(Collectors.joining("", title, ""));
    }

    /**
     * Writes {@link #markdown()} to a file.
     *
     * @param file the file, overwritten if it exists
     * @throws UncheckedIOException if the file cannot be written
     */
    public void write(Path file) {
        TextFile.write(file, markdown());
    }

    /** Shows {@link #text()}. */
    @Override
    public String toString() {
        return text();
    }

    /**
     * Access that subjects gain or lose by an upgrade, all for the same reason.
     *
     * @param isGained whether it is gained, not lost
     * @param subjects who gains or loses it; a group stands for all its members
     * @param namespace the namespace; {@code *} for all at once, empty for a cluster-scoped resource or a URL
     * @param target for example {@code deployments.apps/scale}, {@code configmaps "ca"} or {@code /metrics}
     * @param verbs the verbs; {@code *} if a rule has all verbs on a URL
     * @param because the reason, for example {@code ClusterRole view allows it}
     */
    public record AccessChange(
            boolean isGained,
            List<Subject> subjects,
            String namespace,
            String target,
            List<String> verbs,
            String because)
            implements Comparable<AccessChange> {

        private static final Comparator<AccessChange> ORDER = Comparator.<AccessChange, String>comparing(
                        change -> change.subjects().toString())
                .thenComparing(change -> !change.isGained())
                .thenComparing(AccessChange::target)
                .thenComparing(AccessChange::namespace)
                .thenComparing(change -> change.verbs().toString())
                .thenComparing(AccessChange::because);

        /** Copies the lists. */
        public AccessChange {
            subjects = List.copyOf(subjects);
            verbs = List.copyOf(verbs);
        }

        AccessChange of(List<Subject> others, List<String> otherVerbs) {
            return new AccessChange(isGained, others, namespace, target, otherVerbs, because);
        }

        @Override
        public int compareTo(AccessChange other) {
            return ORDER.compare(this, other);
        }

        /** {@return the verbs, the target and the place, for example {@code get, list pods in all namespaces}} */
        public String description() {
            return String.join(", ", verbs) + " " + target + place();
        }

        private String place() {
            if (namespace.isEmpty()) {
                return "";
            }
            return namespace.equals("*") ? " in all namespaces" : " in namespace " + namespace;
        }

        /**
         * {@return for example {@code User alice gains get, list pods in all namespaces: ClusterRole view allows it
         * now}}
         */
        @Override
        public String toString() {
            return Printable.text(subjects.stream().map(Subject::toString).collect(Collectors.joining(", "))
                    + (isGained ? " gain" : " lose") + (subjects.size() == 1 ? "s " : " ") + description() + ": "
                    + because);
        }
    }

    /**
     * A resource, or verbs of one, that only one of two versions serves or asks authorizers for.
     *
     * @param isNew whether the later version has them
     * @param resource for example {@code clustertrustbundles.certificates.k8s.io}
     * @param verbs the verbs that only one version has
     * @param isWhole whether the other version does not have the resource at all
     */
    public record ServedChange(boolean isNew, String resource, List<String> verbs, boolean isWhole) {

        /** Copies the list. */
        public ServedChange {
            verbs = List.copyOf(verbs);
        }
    }

    /**
     * A kind of change.
     *
     * @param title above the table
     * @param headings of its columns
     * @param rows its rows
     */
    private record Section(String title, List<String> headings, List<List<String>> rows) {}

    /** What one role, or several alike, gain or lose by one rule. */
    private record RoleChange(String change, String what) {}

    private static String table(Section section) {
        List<String> rule = section.headings().stream().map(heading -> "---").toList();
        return Stream.of(Stream.of(section.headings(), rule), section.rows().stream())
                .flatMap(rows -> rows)
                .map(cells -> cells.stream()
                        .map(cell -> new MarkdownCell(cell).markdown())
                        .collect(Collectors.joining(" | ", "| ", " |\n")))
                .collect(Collectors.joining());
    }

    private static String lines(Section section) {
        return section.rows().isEmpty()
                ? "  nothing\n"
                : section.rows().stream()
                        .map(cells -> "  " + Printable.text(String.join("  ", cells)) + "\n")
                        .collect(Collectors.joining());
    }

    private Stream<Section> sections() {
        return Stream.of(
                new Section("Access", List.of("who", "change", "what", "because"), accessRows()),
                new Section("Roles", List.of("roles", "change", "what"), roleRows()),
                new Section("Bindings", List.of("binding", "change", "what"), bindingRows()),
                new Section("Resources and verbs", List.of("resource", "change", "verbs"), servedRows()),
                new Section("Checks", List.of("check", "since"), checkRows()));
    }

    private List<List<String>> accessRows() {
        return access.stream()
                .map(change -> List.of(
                        subjects(change.subjects()),
                        change.isGained() ? "gained" : "lost",
                        change.description(),
                        change.because()))
                .toList();
    }

    /** Roles with the same change share a row: an aggregated role and those that it takes its rules from. */
    private List<List<String>> roleRows() {
        Map<RoleChange, List<RoleReference>> found = new LinkedHashMap<>();
        for (PolicyDifference.Role role : policy.roles()) {
            changes(role)
                    .forEach(change -> found.computeIfAbsent(change, first -> new ArrayList<>())
                            .add(role.id()));
        }
        return found.entrySet().stream()
                .map(change -> List.of(
                        change.getValue().stream().map(RoleReference::toString).collect(Collectors.joining(", ")),
                        change.getKey().change(),
                        change.getKey().what()))
                .toList();
    }

    private static Stream<RoleChange> changes(PolicyDifference.Role role) {
        if (role.before() == null || role.after() == null) {
            boolean isNew = role.before() == null;
            String rules = permissions(isNew ? role.gained() : role.lost()).collect(Collectors.joining("; "));
            return Stream.of(new RoleChange(isNew ? "new" : "gone", rules));
        }
        return Stream.concat(
                permissions(role.gained()).map(what -> new RoleChange("gained", what)),
                permissions(role.lost()).map(what -> new RoleChange("lost", what)));
    }

    private static Stream<String> permissions(List<RbacRule> rules) {
        return rules.stream().map(Upgrade::permission);
    }

    /** For example {@code get, list deployments.apps/scale "web"} or {@code get /metrics}. */
    private static String permission(RbacRule rule) {
        String verbs = rule.verbs().stream().sorted(AccessComparison.BY_VERB).collect(Collectors.joining(", ")) + " ";
        if (!rule.nonResourceUrls().isEmpty()) {
            return verbs + String.join(", ", rule.nonResourceUrls());
        }
        String names =
                rule.resourceNames().stream().map(name -> " \"" + name + "\"").collect(Collectors.joining(","));
        return verbs
                + rule.resources().stream()
                        .map(resource -> ResourceName.of(rule.apiGroups().get(0), resource)
                                .toString())
                        .collect(Collectors.joining(", "))
                + names;
    }

    private List<List<String>> bindingRows() {
        return policy.bindings().stream()
                .flatMap(binding -> Stream.of(
                                row(
                                        binding,
                                        binding.after(),
                                        binding.gained(),
                                        binding.before() == null ? "new" : "gained"),
                                row(
                                        binding,
                                        binding.before(),
                                        binding.lost(),
                                        binding.after() == null ? "gone" : "lost"))
                        .filter(row -> !row.isEmpty()))
                .toList();
    }

    private static List<String> row(
            PolicyDifference.Binding binding, @Nullable RbacBinding side, List<Subject> subjects, String change) {
        return side == null || (subjects.isEmpty() && !change.equals("new") && !change.equals("gone"))
                ? List.of()
                : List.of(binding.id().toString(), change, side.roleRef() + " to " + subjects(subjects));
    }

    private static String subjects(List<Subject> subjects) {
        return subjects.stream().map(Subject::toString).collect(Collectors.joining(", "));
    }

    private List<List<String>> servedRows() {
        return served.stream()
                .map(change -> List.of(change.resource(), change(change), String.join(", ", change.verbs())))
                .toList();
    }

    private static String change(ServedChange served) {
        if (served.isWhole()) {
            return served.isNew() ? "new" : "gone";
        }
        return served.isNew() ? "gained" : "lost";
    }

    private List<List<String>> checkRows() {
        return checks.stream()
                .map(check -> List.of(check.meaning(), check.since()))
                .toList();
    }
}
