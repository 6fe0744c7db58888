package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Sha256;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.request.RequestRange;
import dev.kubeuser.statement.EffectiveDifference;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What somebody gains or loses, as a line that somebody may agree to. So it names all of it: two different changes have
 * different lines, whatever names are in them.
 */
final class ChangeLine {

    /** Names with other characters stand in quotation marks, lest one name looks like two. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.:@/+=*{}$-]+");

    /** So many namespaces are still read; of more the line has a digest. */
    private static final int MOST_NAMESPACES = 5;

    private static final int DIGEST = 32;

    private ChangeLine() {}

    static String of(EffectiveDifference.Change change) {
        List<Subject> subjects = change.subjects();
        return subjects.stream().map(ChangeLine::subject).collect(Collectors.joining(", "))
                + (change.isGained() ? " gain" : " lose")
                + (subjects.size() == 1 ? "s " : " ")
                + (change.what().what() + " " + where(change.what())).strip();
    }

    static String of(EscalationFinding path) {
        return subject(path.subject())
                + (path.isGranted() ? " gains cluster-admin" : " gains escalation-path by " + path.techniques());
    }

    private static String subject(Subject subject) {
        String name = subject.namespace().isEmpty() ? subject.name() : subject.namespace() + "/" + subject.name();
        return subject.kind() + " "
                + (PLAIN.matcher(name).matches()
                        ? name
                        : '"' + Printable.text(name.replace("\\", "\\\\").replace("\"", "\\\"")) + '"');
    }

    /** Where, with a digest if the words leave namespaces out. */
    private static String where(RequestRange range) {
        List<String> named = range.namespaces().named();
        return range.where().isEmpty() || named.size() <= MOST_NAMESPACES
                ? range.where()
                : range.where() + " (" + digest(named) + ")";
    }

    private static String digest(List<String> names) {
        return Sha256.hex(String.join("\n", names)).substring(0, DIGEST);
    }
}
