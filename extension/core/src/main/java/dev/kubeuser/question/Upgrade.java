// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.base.internal.MarkdownCell;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * What an upgrade of Kubernetes, or a downgrade, changes for a policy: who gains or loses access, how the default roles
 * and bindings change, what the API server serves and checks. Made by an {@link UpgradeComparison}.
 *
 * @param before the earlier version without its patch, for example {@code 1.34}
 * @param after the later version, for example {@code 1.37}
 * @param access the access that subjects gain or lose
 * @param roles the roles that are new or gone, or allow something else by whatever rules
 * @param bindings the bindings that are new or gone, or name other subjects or another role
 * @param served the resources and verbs that only one version has
 * @param checks what only one of the versions does when it authorizes requests
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Upgrade(
        String before,
        String after,
        List<AccessChange> access,
        List<RoleChange> roles,
        List<BindingChange> bindings,
        List<ServedChange> served,
        List<ServerFeature> checks) {

    /** Copies the lists. */
    public Upgrade {
        access = List.copyOf(access);
        roles = List.copyOf(roles);
        bindings = List.copyOf(bindings);
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
            return Printable.text(joined(subjects)
                    + (isGained ? " gain" : " lose") + (subjects.size() == 1 ? "s " : " ") + description() + ": "
                    + because);
        }
    }

    /** How a role, a binding or a resource changes. */
    public enum Change {
        /** Only the later version has it. */
        NEW,

        /** Only the earlier version has it. */
        GONE,

        /** Both have it, and the later version more of it. */
        GAINED,

        /** Both have it, and the earlier version more of it. */
        LOST;

        /** {@return the word of the tables, for example {@code gained}} */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What roles allow in one version only. A rule that is written otherwise, and allows the same, is no change.
     *
     * @param roles the roles; several if it is the same for an aggregated role and those that it takes its rules from
     * @param change how they change
     * @param what for example {@code get, list pods}; all that they allow if they are new or gone
     */
    public record RoleChange(List<RoleReference> roles, Change change, String what) {

        /** Copies the list. */
        public RoleChange {
            roles = List.copyOf(roles);
        }
    }

    /**
     * Whom a binding names in one version only, or names with one role only.
     *
     * @param binding kind, namespace and name
     * @param change how it changes
     * @param role the role that it gives them
     * @param subjects the subjects; all of them if the binding is new or gone, or has another role
     */
    public record BindingChange(BindingReference binding, Change change, RoleReference role, List<Subject> subjects) {

        /** Copies the list. */
        public BindingChange {
            subjects = List.copyOf(subjects);
        }
    }

    /**
     * A resource, or verbs of one, that only one of two versions serves or asks authorizers for.
     *
     * @param resource for example {@code clustertrustbundles.certificates.k8s.io}
     * @param change how it changes
     * @param verbs the verbs that only one version has
     */
    public record ServedChange(String resource, Change change, List<String> verbs) {

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
                        joined(change.subjects()),
                        change.isGained() ? "gained" : "lost",
                        change.description(),
                        change.because()))
                .toList();
    }

    private List<List<String>> roleRows() {
        return roles.stream()
                .map(change -> List.of(joined(change.roles()), change.change().toString(), change.what()))
                .toList();
    }

    private List<List<String>> bindingRows() {
        return bindings.stream()
                .map(change -> List.of(
                        change.binding().toString(),
                        change.change().toString(),
                        change.role() + " to " + joined(change.subjects())))
                .toList();
    }

    private static String joined(List<?> some) {
        return some.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private List<List<String>> servedRows() {
        return served.stream()
                .map(change ->
                        List.of(change.resource(), change.change().toString(), String.join(", ", change.verbs())))
                .toList();
    }

    private List<List<String>> checkRows() {
        return checks.stream()
                .map(check -> List.of(check.meaning(), check.since()))
                .toList();
    }
}
