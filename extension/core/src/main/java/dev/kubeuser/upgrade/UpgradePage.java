package dev.kubeuser.upgrade;

import dev.kubeuser.base.internal.MarkdownCell;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prints an upgrade: one table for each kind of change.
 *
 * @param upgrade what is printed
 */
record UpgradePage(Upgrade upgrade) {

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

    String markdown() {
        String title = "# From Kubernetes " + upgrade.before() + " to " + upgrade.after() + "\n";
        return sections()
                .map(section ->
                        "\n## " + section.title() + "\n\n" + (section.rows().isEmpty() ? "Nothing.\n" : table(section)))
                .collect(Collectors.joining("", title, ""));
    }

    private static String table(Section section) {
        List<String> rule = section.headings().stream().map(heading -> "---").toList();
        return Stream.of(Stream.of(section.headings(), rule), section.rows().stream())
                .flatMap(rows -> rows)
                .map(cells -> cells.stream()
                        .map(cell -> new MarkdownCell(cell).markdown())
                        .collect(Collectors.joining(" | ", "| ", " |\n")))
                .collect(Collectors.joining());
    }

    String text() {
        String title = "From Kubernetes " + upgrade.before() + " to " + upgrade.after() + "\n";
        return sections()
                .map(section -> "\n" + section.title() + ":\n" + lines(section))
                .collect(Collectors.joining("", title, ""));
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
                new Section("Access", List.of("who", "change", "what", "because"), access()),
                new Section("Roles", List.of("roles", "change", "what"), roles()),
                new Section("Bindings", List.of("binding", "change", "what"), bindings()),
                new Section("Resources and verbs", List.of("resource", "change", "verbs"), served()),
                new Section("Checks", List.of("check", "since"), checks()));
    }

    private List<List<String>> access() {
        return upgrade.access().stream()
                .map(change -> List.of(
                        subjects(change.subjects()),
                        change.isGained() ? "gained" : "lost",
                        change.what(),
                        change.because()))
                .toList();
    }

    /** Roles with the same change share a row: an aggregated role and those that it takes its rules from. */
    private List<List<String>> roles() {
        Map<RoleChange, List<RoleReference>> found = new LinkedHashMap<>();
        for (PolicyDifference.Role role : upgrade.policy().roles()) {
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
        return rules.stream().map(UpgradePage::permission);
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

    private List<List<String>> bindings() {
        return upgrade.policy().bindings().stream()
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

    private List<List<String>> served() {
        return upgrade.served().stream()
                .map(change -> List.of(change.resource(), change(change), String.join(", ", change.verbs())))
                .toList();
    }

    private static String change(Upgrade.ServedChange served) {
        if (served.isWhole()) {
            return served.isNew() ? "new" : "gone";
        }
        return served.isNew() ? "gained" : "lost";
    }

    private List<List<String>> checks() {
        return upgrade.checks().stream()
                .map(check -> List.of(check.meaning(), check.since()))
                .toList();
    }
}
