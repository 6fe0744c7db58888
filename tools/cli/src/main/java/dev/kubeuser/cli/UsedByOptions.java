// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.analysis.internal.UnusedAccess;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.record.internal.LoggedRequests;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the audit log of a cluster shows that nobody needs of a policy. */
final class UsedByOptions {

    private static final int MAX_SUBJECTS = 3;

    @Option(
            names = "--used-by",
            paramLabel = "AUDIT_LOG",
            description = "Lists the rules that no request in this audit log needed: a file or a directory of events of"
                    + " audit.k8s.io/v1, on lines or in lists, also packed by gzip. May be repeated.")
    List<Path> logs = new ArrayList<>();

    @Option(
            names = "--patch",
            paramLabel = "FILE",
            description =
                    "Where to write the patch that removes these rules, for git apply in the root of the checkout.")
    @Nullable
    Path patch;

    /**
     * What was found, for programs.
     *
     * @param log what was read
     * @param limits what the log cannot show
     * @param unused what is not used
     * @param notShown verbs that no request sends, so whether they are used is not known
     * @param withoutPatch files whose change is not in the patch, and why
     */
    private record Found(
            String log,
            List<String> limits,
            List<UnusedAccess.OfSubjects> unused,
            List<UnusedAccess.NotShown> notShown,
            List<String> withoutPatch) {

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add("audit log: " + log);
            lines.add("it cannot show:");
            limits.forEach(limit -> lines.add("  " + limit));
            long subjects =
                    unused.stream().mapToLong(same -> same.subjects().size()).sum();
            lines.add(
                    unused.isEmpty()
                            ? "each rule was needed by each subject that has it"
                            : Counted.of(subjects, "subject has rules", "subjects have rules")
                                    + " that no request needed");
            unused.forEach(same -> add(lines, same.subjects(), same.unused()));
            if (!notShown.isEmpty()) {
                lines.add("not shown by a log, because no request sends these verbs: they stay");
                notShown.forEach(same -> add(lines, same.subjects(), same.rules()));
            }
            withoutPatch.forEach(file -> lines.add("not in the patch: " + file));
            return lines.stream().map(Printable::text).toList();
        }

        private static void add(List<String> lines, List<String> subjects, List<String> rules) {
            lines.add("  " + Counted.first(MAX_SUBJECTS, subjects, each -> each));
            rules.forEach(rule -> lines.add("    " + rule));
        }
    }

    boolean isAsked() {
        return !logs.isEmpty();
    }

    void check(boolean isOther, Format format) {
        if (!isAsked()) {
            if (patch != null) {
                throw new IllegalArgumentException("--patch is for --used-by: name an audit log by it");
            }
        } else if (isOther) {
            throw new IllegalArgumentException("--used-by lists what is not used, and nothing else: leave out"
                    + " --can, --who-can, --accepted-risks and --accept");
        } else if (format != Format.TEXT && format != Format.JSON) {
            throw new IllegalArgumentException("--used-by prints text, or JSON for --format json");
        }
    }

    int lint(Manifests policy, KubernetesVersion minor, Format format, PrintWriter out) {
        LoggedRequests logged = LoggedRequests.read(logs, policy, minor);
        UnusedAccess unused = UnusedAccess.of(logged.runRecord());
        Found found = new Found(
                logged.span(),
                logged.limits(),
                unused.subjects(),
                unused.notShown(),
                unused.narrowed().changes().stream()
                        .filter(change -> !change.note().isEmpty())
                        .map(change -> change.path() + ": " + change.note())
                        .toList());
        if (format == Format.JSON) {
            out.print(Json.pretty(found));
        } else {
            found.lines().forEach(out::println);
        }
        if (patch != null) {
            TextFile.write(patch, unused.narrowed().diff());
        }
        return found.unused().isEmpty() ? KubeUserCommand.OK : KubeUserCommand.FINDINGS;
    }
}
